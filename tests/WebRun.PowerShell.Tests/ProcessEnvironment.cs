namespace WebRun.PowerShell.Tests;

/// <summary>Tests that change the environment variables of this process run one after the other, and after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessEnvironment
{
    public const string Name = "The environment of the process";
}
