namespace WebRun.Client.Tests;

/// <summary>Which of the client's two halves is tested: that of PowerShell 7, or that of Windows PowerShell 5.1 in WebRun.Client.Standard.Tests.</summary>
internal static class ClientHalf
{
#if CLIENT_NETSTANDARD
    public static bool IsOfFramework => true;
#else
    public static bool IsOfFramework => false;
#endif
}
