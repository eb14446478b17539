using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace WebRun.PowerShell.Tests;

/// <summary>Marks that turn up nowhere but where they have to, and scripts that bring them in.</summary>
internal static class Canary
{
    public const string Answer = "CANARY-ANSWER-7f3a9c";
    public const string Secret = "CANARY-SECRET-7f3a9c";

    // The field is called as one that may be shown elsewhere.
    public const string OfTask = "-Secret @{ '*.shop.example' = $credential; all = @{ code = $env:CANARY_SECRET } } -Webhook @{ Url = 'https://hooks.example'; Auth = $env:CANARY_SECRET }";
    public const string OfSession = "-Proxy \"http://user:$($env:CANARY_SECRET)@proxy.example:8080\"";
    public const string Credential = "$value = [System.Security.SecureString]::new(); $env:CANARY_SECRET.ToCharArray() | ForEach-Object { $value.AppendChar($_) }; $credential = [pscredential]::new('me', $value)";

    private static readonly string[] All = [.. new[] { Engine.Key, Answer, Secret }.SelectMany(Forms).Select(form => form.Contains('-', StringComparison.Ordinal) || form == Engine.Key ? form : form[4..^4])];

    /// <summary>What a service says that repeats what it was sent, encoded in each way: to requests about sessions the secrets of sessions, too.</summary>
    public static string Repeated(string path) =>
        string.Join(' ', path is "" || (path.StartsWith("/start/", StringComparison.Ordinal) && path != "/start/health") || path.StartsWith("/task/", StringComparison.Ordinal) ? [.. Forms(Engine.Key), .. Forms(Secret)] : Forms(Engine.Key));

    // Errors are also kept as XML.
    public static void AssertClean(IEnumerable<string> texts) =>
        Assert.All(texts, text => Assert.All(All, canary => Assert.DoesNotContain(canary, WebUtility.HtmlDecode(text), StringComparison.Ordinal)));

    /// <summary>A text in every encoding in which it may come back.</summary>
    public static string[] Forms(string text) =>
    [
        text,
        string.Concat(text.Select(c => FormattableString.Invariant($"%{(int)c:x2}"))),
        string.Concat(text.Select(c => FormattableString.Invariant($"\\u{(int)c:x4}"))),
        string.Concat(text.Select(c => FormattableString.Invariant($"&#{(int)c};"))),
        .. Enumerable.Range(0, 3).Select(before => Convert.ToBase64String(Encoding.UTF8.GetBytes(new string(':', before) + text))),
    ];

    // Errors quote the script that they come from, so all of it comes into scripts from outside.
    [ModuleInitializer]
    internal static void Use()
    {
        Environment.SetEnvironmentVariable("CANARY_KEY", Engine.Key);
        Environment.SetEnvironmentVariable("CANARY_ANSWER", Answer);
        Environment.SetEnvironmentVariable("CANARY_SECRET", Secret);
        Environment.SetEnvironmentVariable("CANARY_ARCHIVE", Path.Combine(TestState.Folder, "profile.tar.gz"));
        File.WriteAllBytes(Path.Combine(TestState.Folder, "profile.tar.gz"), [0x1f, 0x8b, 1, 2, 3]);
        Environment.SetEnvironmentVariable("CANARY_FILE", Path.Combine(TestState.Folder, "mcp.json"));
        Environment.SetEnvironmentVariable("CANARY_FOLDER", Directory.CreateDirectory(Path.Combine(TestState.Folder, "saved")).FullName);
        Environment.SetEnvironmentVariable("CANARY_UPLOAD", Path.Combine(TestState.Folder, "upload.txt"));
        File.WriteAllText(Path.Combine(TestState.Folder, "upload.txt"), "content");
    }
}
