using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using CsCheck;
using WebRun.Operations;
using WebRun.Protocol;

namespace WebRun.Client.Tests;

/// <summary>What a journal holds comes back as it was, whatever it is, and whatever became of the file.</summary>
public sealed class JournalLineTests : IDisposable
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char["aé€\"\\\n\t{}[]:,<&\u2028 "], 0, 20];
    private static readonly Gen<DateTimeOffset> Time = Gen.Long[0, 4_000_000_000_000].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    private static readonly Gen<WebRunTask> Tasks = Gen.Select(
        Gen.Enum<WebRunTaskStatus>(),
        Text,
        Gen.Select(Text, Time).Array[0, 3],
        Gen.Select(Gen.Long[0, 100_000], Gen.Int[0, 100_000]),
        Time,
        (status, text, parts, numbers, time) => new WebRunTask
        {
            SessionId = "s1",
            TaskId = "t1",
            Status = status,
            TaskDetails = "known",
            Message = status == WebRunTaskStatus.Completed ? text : null,
            Output = status == WebRunTaskStatus.Completed ? text : null,
            Guardrail = status == WebRunTaskStatus.WaitingForInput ? new("human_input_needed", text) : null,
            Error = status == WebRunTaskStatus.Failed ? new("PAGE_CRASH", text) : null,
            Files = [.. parts.Select(part => new WebRunFile { FileName = part.Item1, DownloadUrl = "https://files.example/" + part.Item1.Length, CreatedAt = part.Item2 })],
            Network = [.. parts.Select(part => new WebRunNetworkEntry("n1", "t1", [new WebRunVisit(part.Item1, part.Item2)]))],
            Usage = new() { PromptTokens = numbers.Item1, CompletionTokens = 7, TotalTokens = numbers.Item1 + 7, CompletionTime = TimeSpan.FromMilliseconds(numbers.Item2), Cost = numbers.Item2 / 10_000m },
            SubmittedAt = time,
            CompletedAt = status is WebRunTaskStatus.Pending or WebRunTaskStatus.Running or WebRunTaskStatus.WaitingForInput ? null : time,
        });

    private static readonly Uri Service = new("https://a.example");
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-journal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Task_comes_back_as_it_was() => Gen.Select(Tasks, Gen.Enum<WebRunJournalState>()).Sample((task, state) =>
    {
        var line = new JournalLine { Row = "r-1", State = state, Task = task }.ToJson(default, text => text);
        var read = JournalLine.FromJson(line, new WebRunTask { TaskDetails = "known" })!;

        Assert.Equal(("r-1", state), (read.Row, read.State));
        Assert.Equal(Flat(task), Flat(read.Task!));
        Assert.Equal(line.Length - 1, Array.IndexOf(line, (byte)'\n'));
    });

    [Fact]
    public void Failure_comes_back_with_its_task() => Gen.Select(Tasks, Text, Gen.Enum<WebRunErrorId>()).Sample((task, message, id) =>
    {
        var failure = new WebRunException(id, message) { Task = task };
        var line = new JournalLine { Row = "r-1", State = WebRunJournalState.Failed, Task = task, Failure = failure }.ToJson(default, text => text);
        var read = JournalLine.FromJson(line, new WebRunTask { TaskDetails = "known" })!.Failure!;

        Assert.Equal((id, failure.Message, "s1"), (read.Id, read.Message, read.SessionId));
        Assert.Equal(Flat(task), Flat(read.Task!));
    });

    [Theory]
    [InlineData("Completed", "")]
    [InlineData("Completed", """, "answer": { "status": "Completed", "data": 5 }""")]
    [InlineData("Running", "")]
    [InlineData("Failed", "")]
    public void Line_without_the_task_that_it_is_about_is_none(string state, string rest) =>
        Assert.Null(JournalLine.FromJson(Encoding.UTF8.GetBytes($$"""{ "row": "r-1", "state": "{{state}}"{{rest}} }"""), new WebRunTask()));

    [Theory]
    [InlineData("New", "")]
    [InlineData("Sending", "")]
    [InlineData("Unknown", "")]
    [InlineData("Failed", """, "error": { "id": "BudgetExceeded", "message": "x" }""")]
    public void Line_that_is_about_no_task_needs_none(string state, string rest) =>
        Assert.Equal(state, JournalLine.FromJson(Encoding.UTF8.GetBytes($$"""{ "row": "r-1", "state": "{{state}}"{{rest}} }"""), new WebRunTask())!.State.ToString());

    [Fact]
    public void Same_row_is_the_same_and_another_one_is_not()
    {
        var row = new WebRunTaskRequest { TaskDetails = "a", StartingPoint = new Uri("https://a.example") };
        var same = row with { MaxDuration = TimeSpan.FromMinutes(1), Files = ["f1"] };
        WebRunTaskRequest[] others = [row with { TaskDetails = "b" }, row with { StartingPoint = null }, row with { OutputSchema = WebRunOutputSchema.From("""["title"]""") }];

        Assert.Equal(JournalLine.Identity(Service, row, null), JournalLine.Identity(Service, same, new WebRunSessionOptions()));
        Assert.All(others, other => Assert.NotEqual(JournalLine.Identity(Service, row, null), JournalLine.Identity(Service, other, null)));
        Assert.NotEqual(JournalLine.Identity(Service, row, null), JournalLine.Identity(Service, row, new WebRunSessionOptions { EnvironmentId = "e1" }));
        Assert.NotEqual(JournalLine.Identity(Service, row, null), JournalLine.Identity(new Uri("https://b.example"), row, null));
        Assert.NotEqual(JournalLine.Identity(Service, row, null), JournalLine.Identity(Service, row, new WebRunSessionOptions { PolicyId = "p1" }));
        Assert.NotEqual(JournalLine.Identity(Service, row, null), JournalLine.Identity(Service, row, new WebRunSessionOptions { Proxy = WebRunProxy.Random }));
        Assert.NotEqual(JournalLine.Identity(Service, row, null), JournalLine.Identity(Service, row, new WebRunSessionOptions { ReachOutMode = WebRunReachOutMode.Off }));
        Assert.NotEqual(JournalLine.Identity(Service, row, null), JournalLine.Identity(Service, row, null, ["a.pdf"]));
        Assert.NotEqual(JournalLine.Identity(Service, row, null), JournalLine.Identity(Service, row with { AvoidDomains = ["a.example"] }, null));
    }

    [Fact]
    public async Task Broken_journal_never_runs_a_completed_row_again()
    {
        var service = new FakeService();
        var client = service.Client();
        var path = Path.Combine(_folder, "batch.jsonl");
        var request = new WebRunTaskRequest { TaskDetails = "a" };
        service.Answer("""{"success":true,"sessionId":"s1","taskId":"t1","type":"task_completed","data":{"message":"done"}}""");
        await InvokeAsync();
        var whole = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

        // What may stand behind what is whole: half a line, a line of a later version, no text at all.
        foreach (var rest in new[] { "{\"row\":\"", "{\"row\":\"x\",\"state\":\"Newer\"}\n", "\0\0\0", "\n\n", "{}\n[]\nnull\n" })
        {
            await File.WriteAllTextAsync(path, whole + rest, TestContext.Current.CancellationToken);
            Assert.Equal("done", (await InvokeAsync()).Message);
        }

        Assert.Single(service.Requests, request => request.Uri.AbsolutePath == "/start/send-message");

        async Task<WebRunTask> InvokeAsync()
        {
            using var journal = client.OpenJournal(path);
            var (row, wait) = (journal.Take(request, null), new WebRunWait());
            return await client.ResumeRowAsync(row, wait) ?? await client.InvokeRowAsync(row, () => Task.FromResult(request), wait);
        }
    }

    [Fact]
    public void Names_and_the_end_are_no_lines_about_what_happened() => Gen.Select(Text, Time).Sample((name, at) =>
    {
        var (named, ended) = (JournalLine.NameToJson("r-1", name), JournalLine.EndToJson(at));

        Assert.Equal((("r-1", name), null), (JournalLine.NameFromJson(named)!.Value, JournalLine.EndFromJson(named)));
        Assert.Equal((null, at), (JournalLine.NameFromJson(ended), JournalLine.EndFromJson(ended)!.Value));

        // What earlier versions read.
        Assert.All([named, ended], line => Assert.Null(JournalLine.FromJson(line, new WebRunTask())));
        Assert.All([named, ended], line => Assert.Equal(line.Length - 1, Array.IndexOf(line, (byte)'\n')));
    });

    [Theory]
    [InlineData("", null)]
    [InlineData("E", "02")]
    [InlineData("R E", "02")]
    [InlineData("E R", null)]
    [InlineData("E R E2", "03")]
    [InlineData("R E N", "02")]
    [InlineData("R E X", "02")]
    [InlineData("R X", null)]
    [InlineData("R E torn", "02")]
    public void Journal_is_finished_if_nothing_has_happened_since(string lines, string? day)
    {
        DateTimeOffset Of(string on) => DateTimeOffset.Parse($"2026-11-{on}T02:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        byte[] whole = [.. JournalIndex.Header, .. lines.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(line => line switch
        {
            "E" => JournalLine.EndToJson(Of("02")),
            "E2" => JournalLine.EndToJson(Of("03")),
            "R" => new JournalLine { Row = "r-1", State = WebRunJournalState.New }.ToJson(Of("01"), text => text),
            "N" => JournalLine.NameToJson("r-1", "Shop"),
            "X" => Encoding.UTF8.GetBytes("{\"batch\":\"ended\"}\n{\"batch\":\"other\",\"at\":\"2026-11-05\"}\n"),
            _ => JournalLine.EndToJson(Of("04"))[..20],
        })];

        var index = JournalIndex.Read(new MemoryStream(whole), "x");

        Assert.Equal((day is null ? null : Of(day), lines.EndsWith("torn", StringComparison.Ordinal), false), (index.EndedAt, index.IsCut, index.IsEmpty));
        Assert.Equal(lines.Contains('R', StringComparison.Ordinal) ? 1 : 0, index.Rows.Count);
    }

    [Theory]
    [InlineData("a b", "a b", "1 2")]
    [InlineData("a b", "b a", "2 1")]
    [InlineData("a b", "c b a c", "3 2 1 4")]
    [InlineData("- -", "a b c", "1 2 3")]
    [InlineData("- b -", "a b c", "1 2 3")]
    [InlineData("a b", "- - -", "1 2 3")]
    [InlineData("a a", "a a a", "1 2 3")]
    public void Rows_of_the_same_task_are_told_apart_by_their_names(string before, string now, string expected)
    {
        byte[] whole = [.. JournalIndex.Header, .. before.Split(' ').SelectMany((key, at) => key == "-"
            ? new JournalLine { Row = $"r-{at + 1}", State = WebRunJournalState.New }.ToJson(default, text => text)
            : JournalLine.NameToJson($"r-{at + 1}", key))];
        var index = JournalIndex.Read(new MemoryStream(whole), "x");

        Assert.Equal(expected, string.Join(' ', now.Split(' ').Select(key => index.Use("r", key == "-" ? null : key).Name[2..])));
        Assert.Equal("r2-1", index.Use("r2", "a").Name);
    }

    private static string Flat(WebRunTask task) => new StringBuilder()
        .Append(task with { Files = [], Network = [], Usage = null })
        .AppendJoin('|', task.Files)
        .AppendJoin('|', task.Files.Select(file => $"{file.DownloadUrl}{file.CreatedAt:O}"))
        .AppendJoin('|', task.Network.Select(entry => $"{entry.Id}{entry.TaskId}{string.Join('|', entry.Urls.Select(visit => $"{visit.Url}{visit.Timestamp:O}"))}"))
        .AppendJoin('|', task.Usage, task.Message, task.Output, task.Guardrail, task.Error, $"{task.SubmittedAt:O}", $"{task.CompletedAt:O}")
        .ToString();
}
