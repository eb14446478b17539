using System;
using System.IO;
using System.Linq;
using WebRun.Mcp;
using WebRun.Storage;

namespace WebRun;

/// <summary>A change of an MCP client's configuration file, before it is made.</summary>
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

    /// <summary>False when the file says already what it is to say.</summary>
    public bool IsNeeded => !_after.SequenceEqual(_before ?? []);

    /// <summary>Makes the change: keeps the file as it was as a backup, and puts the new one in its place as a whole. Both are readable for their user only.</summary>
    /// <returns>The backup's path; null where there was no file, or nothing to change.</returns>
    /// <exception cref="WebRunException">The file could not be written, or has changed meanwhile; it is left as it is.</exception>
    public string? Apply()
    {
        try
        {
            if (!IsNeeded)
            {
                if (Server.Url is not null)
                {
                    // It holds the key already, perhaps where others can read it.
                    PrivateFile.Restrict(_file);
                }

                return null;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            if (!(File.Exists(_file) ? File.ReadAllBytes(_file) : []).SequenceEqual(_before ?? []))
            {
                throw new IOException("It has changed meanwhile; run the command again.");
            }

            var backup = _before is null ? null : ConfigurationFile.BackUp(_file, _before);
            PrivateFile.Replace(_file, _after, isDurable: true);
            return backup;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unusable(Server.Path, e);
        }
    }

    internal static WebRunException Unusable(string path, Exception cause) =>
        new(WebRunErrorId.InvalidParameter, $"The Path '{path}' cannot be used, and is left as it is. {cause.Message}", cause);
}
