using System.Linq;
using System.Net;
using System.Security;

namespace WebRun;

/// <summary>An API key that masks itself: as text it shows only its prefix and its last four characters.</summary>
public sealed class ApiKey
{
    private const int ShownAtTheEnd = 4;
    private const int MinLength = 8;
    private readonly SecureString _value;

    /// <summary>Takes the key.</summary>
    /// <param name="value">The key as the service gave it: printable ASCII without spaces, at least 8 characters.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it is not a valid key. The message does not repeat it.</exception>
    public ApiKey(SecureString value)
    {
        _value = value.Kept();
        var text = Reveal();
        if (text.Length < MinLength || !text.All(c => c is > ' ' and < '\x7f'))
        {
            throw new WebRunException(
                WebRunErrorId.InvalidParameter,
                "The ApiKey is not a valid key: a key is a single word of letters, digits and signs, without spaces or line breaks. Copy it again from your WebRun account.");
        }

        Prefix = text.IndexOf('_') is var end and > 0 ? text.Substring(0, end + 1) : "";
        Masked = Prefix + "…" + text.Substring(text.Length - ShownAtTheEnd);
    }

    /// <summary>Takes the key from plain text.</summary>
    /// <param name="value">As for <see cref="ApiKey(SecureString)"/>.</param>
    /// <exception cref="WebRunException">As for <see cref="ApiKey(SecureString)"/>.</exception>
    public ApiKey(string value)
        : this(new NetworkCredential("", value).SecurePassword)
    {
    }

    /// <summary>The key as it may be shown, such as <c>enig_…wxyz</c>.</summary>
    public string Masked { get; }

    /// <summary>The part up to and including the first underscore, which identifies the key's generation.</summary>
    internal string Prefix { get; }

    /// <inheritdoc/>
    public override string ToString() => Masked;

    /// <summary>The key itself, for the one header that carries it.</summary>
    internal string Reveal() => _value.Reveal();
}

/// <summary>Keeps secrets, and reads them at the moment when they are needed.</summary>
internal static class SecureText
{
    /// <summary>A copy that the caller can neither change nor dispose of.</summary>
    public static SecureString Kept(this SecureString value)
    {
        var kept = value.Copy();
        kept.MakeReadOnly();
        return kept;
    }

    /// <summary>The secret itself, for the one place where it is sent.</summary>
    public static string Reveal(this SecureString value) => new NetworkCredential("", value).Password;
}
