using System;
using System.IO;
using System.Linq;
using WebRun.Mcp;
using WebRun.Storage;

namespace WebRun;

/// <summary>A planned change of an MCP client's configuration file.</summary>
internal sealed class McpConfigurationChange
{
    private readonly string _file;
    private readonly byte[]? _before;
    private readonly byte[] _after;

    internal McpConfigurationChange(WebRunMcpServer server, string description, string file, byte[]? before, byte[] after)
    {
        (Server, Description, _file, _before, _after) = (server, description, file, before, after);
    }

    /// <summary>The server that it is about.</summary>
    public WebRunMcpServer Server { get; }

    /// <summary>What it does, in one line, with the key masked.</summary>
    public string Description { get; }

    /// <summary>False if the file already has the wanted content.</summary>
    public bool IsNeeded => !_after.SequenceEqual(_before ?? []);

    /// <summary>Makes the change: saves the old file as a backup, and replaces it with the new one in one step. Only the user can read both.</summary>
    /// <returns>The backup's path; null if there was no file, or nothing to change.</returns>
    /// <exception cref="WebRunException">The file could not be written, or was changed in the meantime; it is left unchanged.</exception>
    public string? Apply()
    {
        try
        {
            if (!IsNeeded)
            {
                if (Server.Url is not null)
                {
                    // It already holds the key, perhaps readable by others.
                    PrivateFile.Restrict(_file);
                }

                return null;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            if (!(File.Exists(_file) ? File.ReadAllBytes(_file) : []).SequenceEqual(_before ?? []))
            {
                throw new IOException("It was changed in the meantime; run the command again.");
            }

            var backup = _before is null ? null : ConfigurationFile.BackUp(_file, _before);
            PrivateFile.Replace(_file, _after, isDurable: true);
            return backup;
        }
        catch (Exception e) when (PrivateFile.IsRefusal(e))
        {
            throw Unusable(Server.Path, e);
        }
    }

    internal static WebRunException Unusable(string path, Exception cause) =>
        new(WebRunErrorId.InvalidParameter, $"The Path '{path}' cannot be used, and was left unchanged. {cause.Message}", cause);
}
