using System.Net;
using System.Security;

namespace WebRun.Transport;

/// <summary>How secrets are kept, and read in the moment in which they are needed.</summary>
internal static class SecureText
{
    /// <summary>A copy that its giver can neither change nor dispose of.</summary>
    public static SecureString Kept(this SecureString value)
    {
        var kept = value.Copy();
        kept.MakeReadOnly();
        return kept;
    }

    /// <summary>The secret itself, for the one place that it goes to.</summary>
    public static string Reveal(this SecureString value) => new NetworkCredential("", value).Password;
}
