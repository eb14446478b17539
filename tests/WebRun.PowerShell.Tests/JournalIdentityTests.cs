using System;
using System.IO;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What tells a row of a journal from another one, so that nobody gets the result of somebody else's credential or of another file.</summary>
public sealed class JournalIdentityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-journal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Another_credential_or_file_is_another_row()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, DefaultTaskDuration = TimeSpan.FromMilliseconds(1) });
        using var engine = new Engine(emulator);
        engine.Run($$"""
            Set-Location '{{_folder}}'
            'one' > a.txt; 'one' > b.txt; $null = New-Item -ItemType Directory other; Copy-Item a.txt other/a.txt
            $ids = (Send-WebRunFile a.txt, b.txt).FileId
            function Login($user, $password) { [pscredential]::new($user, (ConvertTo-SecureString $password -AsPlainText -Force)) }
            """).MustSucceed();
        var number = 0;

        foreach (var (first, second, isSame) in new[]
        {
            ("-Secret @{ 'shop.example' = Login alice p }", "-Secret @{ 'shop.example' = Login bob p }", false),
            ("-Secret @{ 'shop.example' = Login alice p }", "-Secret @{ 'shop.example' = Login alice q }", true),
            ("-Secret @{ 'shop.example' = Login alice p }", "-Secret @{ '*.shop.example' = Login alice p }", false),
            ("-Secret @{ 'shop.example' = Login alice p }", "", false),
            ("-Secret @{ all = @{ user = 'a'; pin = '1' } }", "-Secret @{ all = @{ user = 'b'; pin = '1' } }", false),
            ("-Secret @{ all = @{ Login = 'a'; pin = '1' } }", "-Secret @{ all = @{ Login = 'b'; pin = '1' } }", false),
            ("-Secret @{ all = @{ EMAIL = 'a'; pin = '1' } }", "-Secret @{ all = @{ EMAIL = 'b'; pin = '1' } }", false),
            ("-Secret @{ all = @{ user = 'a'; pin = '1' } }", "-Secret @{ all = @{ user = 'a'; token = '1' } }", false),
            ("-Secret @{ all = [ordered]@{ User = 'a'; pin = '1' }; 'B.example' = @{ x = '1' } }", "-Secret @{ 'b.example' = @{ X = '2' } }, @{ ALL = [ordered]@{ pin = '2'; user = 'a' } }", true),
            ("-File a.txt", "-File b.txt", false),
            ("-File a.txt", "-File other/a.txt", true),
            ("-File a.txt", "", false),
            ("-File $ids[0]", "-File $ids[1]", false),
            ("-File $ids", "-File $ids", true),
            ("-File a.txt", "-File $(Set-Content a.txt two; 'a.txt')", false),
            ("-File { 'a.txt' }", "-File $((Get-Item a.txt).LastWriteTime = '2020-01-01'; 'a.txt')", true),
            ("-File { 'a.txt' }", "-File { Set-Content a.txt ten; (Get-Item a.txt).LastWriteTime = '2020-01-01'; 'a.txt' }", false),
        })
        {
            var invoke = $"'t' | Invoke-WebRunTask -JournalPath {++number}.jsonl ";
            engine.Run(invoke + first).MustSucceed();
            Assert.Equal((first, second, $"{isSame}"), (first, second, engine.Run(invoke + second).MustSucceed()["FromJournal"]));
        }
    }
}
