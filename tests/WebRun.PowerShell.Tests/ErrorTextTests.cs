using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What an error says to do next is seen in every version of PowerShell: in the text that the record carries, and nowhere a second time.</summary>
public sealed class ErrorTextTests
{
    [Fact]
    public async Task What_to_do_next_is_in_the_text_once()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
        using var engine = new Engine(emulator);

        foreach (var (command, id, action) in new[]
        {
            ("Get-WebRunSession nobodys", "SessionNotFound", "Open a new session with New-WebRunSession."),
            ("Invoke-WebRunTask 'x [[fail=NO; error=it broke]]'", "TaskFailed", "The error's TargetObject is the task, with its cost and the service's reason."),
            ("'x [[fail=NO; error=Why?]]' | Invoke-WebRunTask", "TaskFailed", "Why? The error's TargetObject is the task, with its cost and the service's reason."),
            ("Invoke-WebRunTask 'x [[result=no]]' -OutputSchema @{ a = 'int' }", "InvalidResponse", "its Message is the answer that the service sent."),
            ("Invoke-WebRunTask x -JournalPath Env:/x", "InvalidParameter", "Correct the value and run the command again; nothing was started."),
            ("Get-WebRunTask s1 t1", "TaskNotFound", "Check both ids, or pipe the WebRunTask object. The service forgets a task some time after its session has ended."),
            ("Get-WebRunJournal ./nowhere.jsonl", "FileUnavailable", "Check that the file exists, that no other program has it open, and that you have permission to use it."),
        })
        {
            var error = Assert.Single(engine.Run(command).Errors);

            Assert.Equal((command, id, ""), (command, error.FullyQualifiedErrorId.Split(',')[0], error.ErrorDetails.RecommendedAction));
            Assert.EndsWith(action, error.ToString(), StringComparison.Ordinal);
            foreach (var view in new[] { "ConciseView", "NormalView" })
            {
                var shown = engine.Run($"$ErrorView = '{view}'; $input | Out-String -Width 4000", error).Single.ToString();
                Assert.Single(Regex.Matches(OnOneLine(shown), Regex.Escape(OnOneLine(action)), RegexOptions.None, TimeSpan.FromSeconds(1)));
            }
        }
    }

    /// <summary>Before PowerShell 7.6, -Debug asks before each change, where nobody may be to answer: only a line that says so names it.</summary>
    [Fact]
    public void Nothing_recommends_Debug()
    {
        var texts = Directory.GetFiles(Path.Combine(Engine.Repository, "module"), "*", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Path.Combine(Engine.Repository, "src", "WebRun.PowerShell"), "*.cs", SearchOption.AllDirectories))
            .Append(Path.Combine(Engine.Repository, "README.md"));

        Assert.Equal([], texts.SelectMany(File.ReadLines).Where(line => line.Contains("-Debug", StringComparison.Ordinal) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && !line.Contains(" asks ", StringComparison.Ordinal)));
    }

    private static string OnOneLine(string text) => Regex.Replace(text, @"[\s|]+|\x1b\[[0-9;]*m", "", RegexOptions.None, TimeSpan.FromSeconds(1));
}
