using System;
using System.Collections.Generic;
using System.Globalization;
using WebRun.Emulator.Scenarios;
using WebRun.Emulator.Settings;

namespace WebRun.Emulator;

/// <summary>Reads the options of the standalone emulator.</summary>
internal static class CommandLine
{
    public const string Help = $"""
        A local stand-in for the WebRun service, on loopback.

          webrun-emulator [options]                               the installed .NET tool
          dotnet run --project src/WebRun.Emulator -- [options]   in a clone

          --port N              where it listens (default 4020; 0 takes a free port)
          --task-duration TIME  how long a task runs if its text does not say (default 500ms)
          --inline-window TIME  how long run-task and newTask hold a request (default 50)
          --idle-timeout TIME   how long a session may be idle before it expires (default 300)
          --rate-limit N        requests per window and key; 0 turns it off (default 10)
          --rate-window TIME    the window of the rate limit (default 60)
          --environment-rate-limit N
                                requests for environments and profiles in 15 minutes; 0 turns it off (default 100)
          --session-limit N     open sessions per key; 0 turns it off (default 5)
          --ping-interval TIME  how often a live link is pinged (default 25)
          --ping-timeout TIME   how long a client may take to answer a ping (default 20)
          --grace-period TIME   how long a session may be without its browser (default 300)
          --answer-hold TIME    how long each request that starts a task is held, even if the task is over sooner
          --forms FORM,FORM     in which forms it says everything: those of shape below, and
                                session-names-task, session-id-is-task-id; session-status, account-usage: they exist;
                                gone-session-unauthorized, link-outlives-session, balance-at-top, error-in-message, rate-by-endpoint,
                                trigger-output-type-of-tasks
          --help                this text
        TIME is in seconds, or written as 500ms, 3s, 2m.

        {Directive.Help}

        {Fault.Help}
          DELETE /emulator/faults removes them, GET /emulator/books shows sessions, tasks, manual control,
          uploads and downloads, environments, triggers, what webhooks would have been sent, requests
          (without secrets), live links and money, and POST /emulator/reset starts over.

        Triggers (/cron-jobs) run at their time, in sessions of their own. A downloadUrl of a profile is on another host
        (localhost) and needs no key; sample files and profiles are kept as long as the emulator runs.

        Live events (Socket.IO 4, websocket only) are at the same address, for anyone who knows a session's id; they are not
        replayed, and a link stays up after its session has ended until the client leaves. The webViewURL of a session is a
        page that shows its tasks, events and cost as they arrive.
        """;

    private const int DefaultPort = 4020;

    public static bool AsksForHelp(IReadOnlyList<string> args) => args is ["--help"] or ["-h"];

    /// <exception cref="FormatException">An option cannot be read; the message says which.</exception>
    public static EmulatorOptions Parse(IReadOnlyList<string> args)
    {
        var options = new EmulatorOptions { Port = DefaultPort };
        for (int index = 0; index < args.Count; index += 2)
        {
            options = Apply(options, args[index], index + 1 < args.Count ? args[index + 1] : null);
        }

        try
        {
            options.Validate();
            return options;
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new FormatException(exception.Message.Split('\n')[0], exception);
        }
    }

    private static EmulatorOptions Apply(EmulatorOptions options, string name, string? value) => name switch
    {
        "--port" => options with { Port = Number(name, value) },
        "--task-duration" => options with { DefaultTaskDuration = Time(name, value) },
        "--inline-window" => options with { InlineWindow = Time(name, value) },
        "--idle-timeout" => options with { IdleTimeout = Time(name, value) },
        "--rate-limit" => options with { RateLimit = Number(name, value) },
        "--rate-window" => options with { RateWindow = Time(name, value) },
        "--environment-rate-limit" => options with { EnvironmentRateLimit = Number(name, value) },
        "--session-limit" => options with { SessionLimit = Number(name, value) },
        "--ping-interval" => options with { PingInterval = Time(name, value) },
        "--ping-timeout" => options with { PingTimeout = Time(name, value) },
        "--grace-period" => options with { GracePeriod = Time(name, value) },
        "--answer-hold" => options with { AnswerHold = Time(name, value) },
        "--forms" => options with { Forms = ServiceFormText.Read(value ?? "") ?? throw new FormatException($"{name} needs forms, such as bare,camel, not '{value}'.") },
        _ => throw new FormatException($"The option '{name}' does not exist."),
    };

    private static int Number(string name, string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{name} needs a number, not '{value}'.");

    private static TimeSpan Time(string name, string? value) =>
        value is not null && DurationText.TryParse(value, out var time)
            ? time
            : throw new FormatException($"{name} needs a time such as 50, 500ms or 2m, not '{value}'.");
}
