using WebRun.Shell.Running;

namespace WebRun.Shell;

/// <summary>The codes that the program ends with, unless a script says otherwise with <c>exit</c>.</summary>
internal static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>An error ended the script, or its last statement failed.</summary>
    public const int Failure = 1;

    /// <summary>The arguments cannot be understood; the number that pwsh uses.</summary>
    public const int Usage = 64;

    /// <summary>Ctrl+C ended the script; the number that shells use.</summary>
    public const int Interrupted = 130;

    /// <summary>The system asked the program to end; the number that shells use.</summary>
    public const int Terminated = 143;

    /// <summary>The code that tells how a pipeline ended.</summary>
    public static int Of(RunOutcome outcome) => outcome switch
    {
        RunOutcome.Succeeded => Success,
        RunOutcome.Stopped => Interrupted,
        _ => Failure,
    };
}
