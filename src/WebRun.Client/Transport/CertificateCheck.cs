#if !NETSTANDARD2_0
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace WebRun.Transport;

/// <summary>Accepts the certificates that this machine accepts, and says of every other one what is wrong with it.</summary>
internal static class CertificateCheck
{
    private const X509ChainStatusFlags Untrusted = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    /// <summary>A callback for a connection.</summary>
    /// <exception cref="CertificateException">The certificate is not accepted.</exception>
    public static bool Accept(object connection, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => errors == SslPolicyErrors.None
        ? true
        : throw new CertificateException(Describe((connection as SslStream)?.TargetHostName ?? "the host", certificate as X509Certificate2, chain, errors));

    /// <summary>What is wrong, in one sentence without its full stop.</summary>
    internal static string Describe(string host, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return $"{host} was not trusted, because it has no certificate. Nothing was sent";
        }

        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            reasons.Add($"is for {Names(certificate)} and not for this host");
        }

        reasons.AddRange((chain?.ChainStatus ?? []).Select(status => Reason(status, certificate)).Distinct(StringComparer.Ordinal));
        return $"{host} was not trusted, because its certificate {string.Join(", and ", reasons.DefaultIfEmpty("was refused by this machine"))}. Nothing was sent";
    }

    private static string Reason(X509ChainStatus status, X509Certificate2 certificate) => status.Status switch
    {
        X509ChainStatusFlags.NotTimeValid when certificate.NotBefore > DateTime.Now => $"is not valid before {Moment(certificate.NotBefore)}",
        X509ChainStatusFlags.NotTimeValid when certificate.NotAfter < DateTime.Now => $"expired on {Moment(certificate.NotAfter)}",
        X509ChainStatusFlags.NotTimeValid => "has an issuer whose own certificate has expired",
        X509ChainStatusFlags.Revoked => "has been revoked",
        var flag when (flag & Untrusted) != X509ChainStatusFlags.NoError && certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) =>
            $"is signed by itself (valid until {Moment(certificate.NotAfter)})",
        var flag when (flag & Untrusted) != X509ChainStatusFlags.NoError =>
            $"was issued by {Shown(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true))}, whom this machine does not trust (valid until {Moment(certificate.NotAfter)})",
        _ => $"was refused: {Shown(status.StatusInformation).TrimEnd('.')}",
    };

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(list => list.EnumerateDnsNames().Concat(list.EnumerateIPAddresses().Select(address => address.ToString()))).ToList();
        return Shown(names.Count > 0 ? string.Join(", ", names.Take(3)) : certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false));
    }

    // A name comes from the host that is not trusted.
    private static string Shown(string name) => Redaction.Text(name, key: null);

    private static string Moment(DateTime time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}

/// <summary>A host's certificate is not accepted. The message says why.</summary>
internal sealed class CertificateException(string message) : AuthenticationException(message);
#endif
