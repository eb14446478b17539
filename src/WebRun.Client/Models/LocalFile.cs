using System;
using System.IO;
using System.Security;
using System.Threading.Tasks;
using WebRun.Storage;

namespace WebRun.Models;

/// <summary>Turns a failure to use a file on this machine into an error that names the file.</summary>
internal static class LocalFile
{
    /// <summary>Uses a file.</summary>
    /// <param name="what">What is done to it: <c>read</c> or <c>written</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="action">What to do.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.FileUnavailable"/>: that failed.</exception>
    public static T Do<T>(string what, string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (PrivateFile.IsRefusal(e))
        {
            throw Unavailable(what, path, e);
        }
    }

    /// <summary>Uses a file.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.FileUnavailable"/>: that failed.</exception>
    public static async Task<T> DoAsync<T>(string what, string path, Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception e) when (PrivateFile.IsRefusal(e))
        {
            throw Unavailable(what, path, e);
        }
    }

    /// <summary>The file cannot be used.</summary>
    public static WebRunException Unavailable(string what, string path, Exception? cause) => new(
        WebRunErrorId.FileUnavailable,
        cause switch
        {
            FileNotFoundException => $"'{path}' does not exist.",
            DirectoryNotFoundException => $"'{path}' cannot be {what}: its folder does not exist.",
            UnauthorizedAccessException or SecurityException => $"'{path}' cannot be {what}: you do not have permission.",
            null => $"'{path}' became shorter while it was being {what}.",
            _ => $"'{path}' cannot be {what}. {cause.Message}",
        },
        cause);
}
