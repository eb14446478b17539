using System;

namespace WebRun.Emulator;

/// <summary>What a task has used so far. It grows linearly with the time worked and ends exactly at the scenario's cost.</summary>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="CompletionTokens">Tokens written.</param>
/// <param name="CompletionTime">Time worked, without pauses.</param>
/// <param name="Cost">USD, without the session's time.</param>
public readonly record struct TaskUsage(int PromptTokens, int CompletionTokens, TimeSpan CompletionTime, decimal Cost);
