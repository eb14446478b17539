using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>The Chrome profiles of environments go up and come down, against the emulator.</summary>
public sealed class ProfileTests : IDisposable
{
    // What a .tar.gz begins with, and something behind it.
    private static readonly byte[] Archive = [0x1f, 0x8b, .. Enumerable.Range(0, 700_000).Select(i => (byte)(i * 7))];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("webrun-");

    [Fact]
    public async Task Profile_goes_up_and_comes_down_without_the_key()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = Start(emulator);
        File.WriteAllBytes(InFolder("profile.tar.gz"), Archive);

        var sent = engine.Run("$e = New-WebRunEnvironment shop; $e | Send-WebRunEnvironmentProfile -Path profile.tar.gz -PassThru").MustSucceed();
        Assert.Equal(("WebRun.WebRunEnvironment", "Ready"), (sent.Single.TypeNames[0], sent["Status"]));
        Assert.Equal("700002", engine.Run("$e | Get-WebRunEnvironmentProfile").MustSucceed()["Size"]);

        var saved = engine.Run("Get-WebRunEnvironment shop | Save-WebRunEnvironmentProfile down/there -PassThru").MustSucceed();
        Assert.Equal(InFolder("down/there/shop.tar.gz"), saved["FullName"]);
        Assert.Equal(Archive, File.ReadAllBytes(InFolder("down/there/shop.tar.gz")));
        Assert.Single(Directory.GetFiles(InFolder("down/there")));
        Assert.Equal([false], emulator.Recorder.Downloads.Select(download => download.HadAuthorization));
    }

    [Fact]
    public async Task File_comes_down_the_pipeline_and_the_id_names_what_is_saved()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = Start(emulator);
        File.WriteAllBytes(InFolder("profile.tar.gz"), Archive);

        engine.Run("$e = New-WebRunEnvironment shop; $input | Send-WebRunEnvironmentProfile $e; $e.EnvironmentId | Save-WebRunEnvironmentProfile", new FileInfo(InFolder("profile.tar.gz"))).MustSucceed();

        Assert.True(File.Exists(InFolder(emulator.Recorder.Environments.Single().EnvironmentId + ".tar.gz")));
    }

    [Fact]
    public async Task Same_and_hostile_names_become_files_of_their_own_in_the_folder()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = Start(emulator);
        File.WriteAllBytes(InFolder("profile.tar.gz"), Archive);

        engine.Run("'x', '../x', 'X' | New-WebRunEnvironment | ForEach-Object { $_ | Send-WebRunEnvironmentProfile -Path profile.tar.gz }; Get-WebRunEnvironment | Save-WebRunEnvironmentProfile -Destination down").MustSucceed();

        Assert.Equal(3, Directory.GetFiles(InFolder("down")).Length);
        Assert.Equal(["down", "profile.tar.gz"], _folder.GetFileSystemInfos().Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task File_that_is_there_stays_without_Force()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = Start(emulator);
        File.WriteAllBytes(InFolder("profile.tar.gz"), Archive);
        File.WriteAllText(InFolder("shop.tar.gz"), "mine");
        engine.Run("$e = New-WebRunEnvironment shop; $e | Send-WebRunEnvironmentProfile -Path profile.tar.gz").MustSucceed();

        var refused = engine.Run("$e | Save-WebRunEnvironmentProfile");
        Assert.Equal(("FileExists", InFolder("shop.tar.gz")), (refused.ErrorId, refused.Errors[0].TargetObject));
        var tooLarge = engine.Run("$e | Save-WebRunEnvironmentProfile -Force -MaxSize 700000");
        Assert.Equal(("FileTooLarge", InFolder("shop.tar.gz")), (tooLarge.ErrorId, tooLarge.Errors[0].TargetObject));
        Assert.Equal("mine", File.ReadAllText(InFolder("shop.tar.gz")));
        engine.Run("$e | Save-WebRunEnvironmentProfile -Force").MustSucceed();
        Assert.Equal(Archive, File.ReadAllBytes(InFolder("shop.tar.gz")));
    }

    [Theory]
    [InlineData("none.tar.gz", "FileUnavailable")]
    [InlineData(".", "InvalidParameter")]
    [InlineData("empty.tar.gz", "InvalidParameter")]
    [InlineData("text.tar.gz", "InvalidParameter")]
    [InlineData("short.tar.gz", "InvalidParameter")]
    [InlineData("profile.zip", "InvalidParameter")]
    [InlineData("huge.tar.gz", "FileTooLarge")]
    [InlineData("Env:/x", "InvalidParameter")]
    public async Task File_that_cannot_be_a_profile_is_not_sent(string path, string errorId)
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = Start(emulator);
        File.WriteAllText(InFolder("empty.tar.gz"), "");
        File.WriteAllText(InFolder("text.tar.gz"), "text");
        File.WriteAllBytes(InFolder("short.tar.gz"), Archive[..1]);
        File.WriteAllBytes(InFolder("profile.zip"), Archive);
        using (var huge = File.Create(InFolder("huge.tar.gz")))
        {
            huge.SetLength((500L << 20) + 1);
        }

        var result = engine.Run($"Send-WebRunEnvironmentProfile e1 {path}");

        Assert.Equal(errorId, result.ErrorId);
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task Profile_that_is_too_large_for_the_service_is_named_and_sent_once()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = Start(emulator);
        File.WriteAllBytes(InFolder("profile.tar.gz"), Archive);
        engine.Run("$e = New-WebRunEnvironment shop").MustSucceed();
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 413, PathPrefix = "/environments/", Method = "POST" });

        var result = engine.Run("$e | Send-WebRunEnvironmentProfile -Path profile.tar.gz");

        Assert.Equal(("FileTooLarge", InFolder("profile.tar.gz")), (result.ErrorId, result.Errors[0].TargetObject));
        Assert.Single(emulator.Recorder.Requests, request => request.Path.EndsWith("/upload", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Send-WebRunEnvironmentProfile e1 profile.tar.gz")]
    [InlineData("Save-WebRunEnvironmentProfile . e1")]
    public async Task Environment_that_is_not_there_is_an_error_that_names_it(string command)
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = Start(emulator);
        File.WriteAllBytes(InFolder("profile.tar.gz"), Archive);

        var result = engine.Run(command);

        Assert.Equal(("NotFound", "e1"), (result.ErrorId, result.Errors[0].TargetObject));
        Assert.Contains("'e1'", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("profile.tar.gz", Assert.Single(_folder.GetFiles()).Name);
    }

    [Fact]
    public async Task Environment_without_a_profile_has_none_to_save()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = Start(emulator);

        Assert.Equal("NotFound", engine.Run("New-WebRunEnvironment shop | Save-WebRunEnvironmentProfile").ErrorId);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task Upload_that_was_cut_goes_again_and_a_download_leaves_no_half()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = Start(emulator);
        File.WriteAllBytes(InFolder("profile.tar.gz"), Archive);
        engine.Run("$e = New-WebRunEnvironment shop").MustSucceed();
        emulator.Faults.Add(new Fault { Kind = FaultKind.StatusAfter, PathPrefix = "/environments/", Method = "POST" });

        engine.Run("$e | Send-WebRunEnvironmentProfile -Path profile.tar.gz").MustSucceed();
        Assert.Equal(Archive.Length, emulator.Recorder.Environments.Single().ProfileSize);

        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 403, PathPrefix = $"/profiles/{emulator.Recorder.Environments.Single().Owner}/" });
        Assert.Equal("NotFound", engine.Run("$e | Save-WebRunEnvironmentProfile").ErrorId);
        emulator.Faults.Add(new Fault { Kind = FaultKind.BrokenBody, PathPrefix = $"/profiles/{emulator.Recorder.Environments.Single().Owner}/" });
        engine.Run("$e | Save-WebRunEnvironmentProfile").MustSucceed();
        Assert.Equal(Archive, File.ReadAllBytes(InFolder("shop.tar.gz")));
        Assert.Equal(2, _folder.GetFiles().Length);
    }

    [Fact]
    public async Task Link_that_is_not_safe_is_not_followed()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = Start(emulator);
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = """{"success":true,"downloadUrl":"http://files.example/x"}""", PathPrefix = "/profiles/" });

        Assert.Equal("UnsafeAddress", engine.Run("Save-WebRunEnvironmentProfile -EnvironmentId e1").ErrorId);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task WhatIf_sends_and_writes_nothing()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = Start(emulator);
        File.WriteAllBytes(InFolder("profile.tar.gz"), Archive);

        engine.Run("Send-WebRunEnvironmentProfile e1 profile.tar.gz -WhatIf; Save-WebRunEnvironmentProfile -EnvironmentId e1 -WhatIf").MustSucceed();

        Assert.Empty(emulator.Recorder.Requests);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Engine Start(WebRunEmulator emulator)
    {
        var engine = new Engine(emulator);
        engine.Run($"[void]$ExecutionContext.SessionState.Path.SetLocation('{_folder.FullName}')").MustSucceed();
        return engine;
    }

    private string InFolder(string path) => Path.Combine(_folder.FullName, path);
}
