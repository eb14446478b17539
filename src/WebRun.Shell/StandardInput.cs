using System;
using System.Threading.Tasks;

namespace WebRun.Shell;

/// <summary>The script that may come through standard input.</summary>
internal static class StandardInput
{
    // Long enough for whatever is piped in on purpose; a build service may leave a pipe open that nothing ever comes through.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Reads all of it, however long it takes.</summary>
    // Some shells put a byte order mark before what they pipe.
    public static Task<string> ReadAsync() => Task.Run(() => Console.In.ReadToEnd().TrimStart('\uFEFF'));

    /// <summary>Reads all of it if something comes soon.</summary>
    /// <returns>The text, empty when there is none.</returns>
    public static async Task<string> ReadIfAnyAsync()
    {
        var first = Task.Run(Console.In.Peek);
        try
        {
            return await first.WaitAsync(Patience) < 0 ? "" : await ReadAsync();
        }
        catch (TimeoutException)
        {
            return "";
        }
    }
}
