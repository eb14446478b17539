using System;
using System.Security.Cryptography;
using System.Text;

namespace WebRun;

/// <summary>Names that stand for something and tell nothing of it.</summary>
internal static class HashedName
{
    /// <summary>32 hexadecimal digits, the same for the same text.</summary>
    public static string Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
#if NETSTANDARD2_0
        using var sha = SHA256.Create();
        return BitConverter.ToString(sha.ComputeHash(bytes), 0, 16).Replace("-", "");
#else
        return Convert.ToHexString(SHA256.HashData(bytes), 0, 16);
#endif
    }
}
