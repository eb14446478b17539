using System.Net;
using System.Security;

namespace WebRun.Transport;

/// <summary>Keeps secrets, and reads them only when they are needed.</summary>
internal static class SecureText
{
    /// <summary>A copy that the caller can neither change nor dispose of.</summary>
    public static SecureString Kept(this SecureString value)
    {
        var kept = value.Copy();
        kept.MakeReadOnly();
        return kept;
    }

    /// <summary>The secret itself, for the one place that it goes to.</summary>
    public static string Reveal(this SecureString value) => new NetworkCredential("", value).Password;
}
