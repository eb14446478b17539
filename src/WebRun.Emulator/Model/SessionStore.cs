using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using WebRun.Emulator.Scenarios;
using WebRun.Emulator.Settings;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Model;

/// <summary>All sessions of the service and what they work with, and the one lock over it.</summary>
/// <remarks>Members other than <see cref="Gate"/> are called under the lock.</remarks>
internal sealed class SessionStore(EmulatorOptions options) : IDisposable
{
    // What a session needs to have before it: its first minute.
    private const decimal Required = 0.02m;

    private readonly Dictionary<string, EmulatedSession> _sessions = new(StringComparer.Ordinal);
    private readonly List<EmulatedSession> _inOrder = [];
    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    public Lock Gate { get; } = new();

    public IReadOnlyList<EmulatedSession> Sessions => _inOrder;

    public FileStore Files { get; } = new(options.TimeProvider);

    public EnvironmentStore Environments { get; } = new(options.TimeProvider);

    public bool NamesOutputAsTasksDo => options.Forms.Contains(ServiceForm.TriggerOutputTypeOfTasks);

    public bool TriggerRunsNameTasks => options.TriggerRunsNameTasks;

    public decimal Balance(string owner) => options.Balance - AccountOf(owner).Spent;

    /// <summary>Opens a session that stays open, or refuses; it may have a first task.</summary>
    public EmulatedSession Open(string owner, SessionSetup setup, TaskRequest? first)
    {
        var session = Open(owner, setup, first?.FileIds ?? [], isSingleTask: false);
        if (first is not null)
        {
            session.Add(first);
        }

        return session;
    }

    /// <summary>Runs a task in a session of its own, or refuses.</summary>
    public EmulatedTask Run(string owner, SessionSetup setup, TaskRequest request) =>
        Open(owner, setup, request.FileIds, isSingleTask: true).Add(request);

    /// <summary>Gives a session its next task, or refuses.</summary>
    public EmulatedTask Add(EmulatedSession session, TaskRequest request)
    {
        RequireBalance(session.Owner);
        Files.Use(session.Owner, request.FileIds, session.Setup.EnvironmentId);
        return session.Add(request);
    }

    // Refuses if the owner lacks money or has too many sessions, or if something that it needs does not exist.
    private EmulatedSession Open(string owner, SessionSetup setup, IReadOnlyList<string> fileIds, bool isSingleTask)
    {
        RequireBalance(owner);
        var open = AccountOf(owner).OpenSessions;
        if (options.SessionLimit > 0 && open >= options.SessionLimit)
        {
            throw new Refusal(429, "SESSION_LIMIT_REACHED", "Too many sessions are open at once.")
            {
                Details = new JsonObject { ["current"] = open, ["limit"] = options.SessionLimit },
                RetryAfter = 1,
            };
        }

        var environment = setup.EnvironmentId is { } id ? Environments.RequireField(id, owner, "environmentId") : null;
        Files.Use(owner, fileIds, setup.EnvironmentId);
        environment?.Use();
        var session = new EmulatedSession(owner, setup, isSingleTask, options, Gate);
        _sessions.Add(session.Id, session);
        _inOrder.Add(session);
        AccountOf(owner).Add(session);
        return session;
    }

    private void RequireBalance(string owner)
    {
        var balance = Balance(owner);
        if (balance < Required)
        {
            throw new Refusal(402, "INSUFFICIENT_BALANCE", "The balance is used up.")
            {
                Details = new JsonObject { ["balance"] = Math.Max(balance, 0m), ["required"] = Required },
            };
        }
    }

    /// <summary>The open session of that id, or a refusal: 404 (in one form 401) for one unknown or ended, 401 for another owner's.</summary>
    public EmulatedSession Require(string sessionId, string owner)
    {
        var session = FindOpen(sessionId)
            ?? throw (options.Forms.Contains(ServiceForm.GoneSessionUnauthorized) ? new Refusal(401, "UNAUTHORIZED", "The session does not exist, or is not yours.") : NotFound());
        if (!string.Equals(session.Owner, owner, StringComparison.Ordinal))
        {
            throw new Refusal(401, "UNAUTHORIZED", "The session belongs to another key.");
        }

        return session;
    }

    public EmulatedSession? Find(string sessionId) => _sessions.GetValueOrDefault(sessionId);

    public EmulatedSession? FindOpen(string sessionId) => Find(sessionId) is { IsOpen: true } session ? session : null;

    public static Refusal NotFound() => new(404, "SESSION_NOT_FOUND", "The session was not found, or has ended.");

    public EmulatedTask? FindTask(string sessionId, string taskId) =>
        Find(sessionId)?.Tasks.FirstOrDefault(task => string.Equals(task.Id, taskId, StringComparison.Ordinal));

    /// <summary>Ends every session, and forgets all.</summary>
    public void Clear()
    {
        foreach (var session in _inOrder)
        {
            session.Terminate();
            session.Feed.Disturb([SocketFrame.Close]);
            session.Dispose();
        }

        _sessions.Clear();
        _inOrder.Clear();
        _accounts.Clear();
        Files.Clear();
        Environments.Clear();
    }

    /// <summary>Halts every timer; what the books say stays.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            foreach (var session in _inOrder)
            {
                session.Dispose();
            }

            Environments.Dispose();
        }
    }

    private Account AccountOf(string owner)
    {
        if (!_accounts.TryGetValue(owner, out var account))
        {
            _accounts.Add(owner, account = new Account());
        }

        return account;
    }
}
