using System;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;

namespace WebRun.Client.Tests;

/// <summary>A host whose certificate is not accepted gets nothing, is told with the reason, and is not asked again.</summary>
public class CertificateTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Now;

    [Theory]
    [InlineData("localhost", -1, 365, false, @"is signed by itself \(valid until \d{4}-\d\d-\d\d \d\d:\d\d\)")]
    [InlineData("localhost", -1, 365, true, @"was issued by Nobody's authority, whom this machine does not trust \(valid until ")]
    [InlineData("localhost", -100, -10, true, @"expired on \d{4}-")]
    [InlineData("localhost", 10, 100, true, @"is not valid before \d{4}-")]
    [InlineData("shop.example", -1, 365, true, "is for shop.example and not for this host, and was issued by")]
    public async Task What_is_wrong_with_it_is_told_once_and_nothing_is_sent(string name, int from, int until, bool isIssued, string reason)
    {
        Assert.SkipWhen(ClientHalf.IsOfFramework, "The certificate is not examined in Windows PowerShell 5.1: .NET Framework's own HttpClient tells why by a WebException, and runs nowhere but on Windows.");
        Assert.SkipWhen(Wine.IsHere, "Wine does not take a certificate that a test has made for its server.");
        using var certificate = Certificate(name, Now.AddDays(from), Now.AddDays(until), isIssued);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, certificate);
        var client = new WebRunClient(new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/"), Clock = new HastyClock() });

        var error = await Assert.ThrowsAsync<WebRunException>(() => client.RunTaskAsync(new WebRunTaskRequest { TaskDetails = "x" }));
        listener.Stop();

        Assert.Equal((WebRunErrorId.ConnectionFailed, (0, 1)), (error.Id, await serving));
        Assert.Matches($"^localhost was not trusted, because its certificate .*{reason}.*\\. Nothing was sent\\.$", error.Message);
    }

    /// <summary>Takes connections until the listener stops; how many bytes it read, and how many connections came.</summary>
    private static async Task<(int Bytes, int Connections)> ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        var (bytes, connections) = (0, 0);
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync();
                connections++;
                await using var secure = new SslStream(connection.GetStream());
                try
                {
                    await secure.AuthenticateAsServerAsync(certificate);
                    bytes += await secure.ReadAsync(new byte[1]);
                }
                catch (Exception e) when (e is AuthenticationException or System.IO.IOException)
                {
                    continue;
                }
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            return (bytes, connections);
        }
    }

    private static X509Certificate2 Certificate(string name, DateTimeOffset from, DateTimeOffset until, bool isIssued)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        if (!isIssued)
        {
            return Usable(request.CreateSelfSigned(from, until));
        }

        using var issuerKey = RSA.Create(2048);
        var issuer = new CertificateRequest("CN=Nobody's authority", issuerKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        issuer.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = issuer.CreateSelfSigned(Now.AddDays(-1000), Now.AddDays(1000));
        using var issued = request.Create(authority, from, until, [1, 2, 3]);
        return Usable(issued.CopyWithPrivateKey(key));
    }

    // Windows does not serve with a key that was never stored.
    private static X509Certificate2 Usable(X509Certificate2 certificate) => X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
