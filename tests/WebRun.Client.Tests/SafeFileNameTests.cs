using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using CsCheck;

namespace WebRun.Client.Tests;

/// <summary>A name from the service never leaves its folder, and is a plain one on every system.</summary>
public class SafeFileNameTests
{
    private static readonly string[] Devices = ["con", "PRN", "aux", "NUL", "com1", "LPT9", "com¹", "CONIN$"];

    /// <summary>Names as an attacker would put them together, and any others.</summary>
    private static readonly Gen<string> Names = Gen.Frequency(
        (3, Gen.OneOf("..", ".", "/", @"\", ":", "con", "aux.", "LPT1", " ", "\0", "\u202e", "\ud83d", "\udc00", "😀", "a", "é", "e\u0301", ".txt", "*", "\n", "\uffff", "C:", new string('x', 150), new string('ü', 90))
            .List[0, 8].Select(string.Concat)),
        (1, Gen.String),
        (1, Gen.Char['\u0000', '\uffff'].Array[0, 400].Select(chars => new string(chars))));

    [Theory]
    [InlineData("report.zip", "report.zip")]
    [InlineData("Rechnung März 2026.pdf", "Rechnung März 2026.pdf")]
    [InlineData("../../x", "x")]
    [InlineData("/etc/passwd", "passwd")]
    [InlineData(@"C:\x", "x")]
    [InlineData(@"..\..\x", "x")]
    [InlineData("C:x", "C_x")]
    [InlineData("a:b", "a_b")]
    [InlineData("report.txt:evil.exe", "report.txt_evil.exe")]
    [InlineData("con", "_con")]
    [InlineData("aux.txt", "_aux.txt")]
    [InlineData("NUL .tar.gz", "_NUL .tar.gz")]
    [InlineData("com1", "_com1")]
    [InlineData("com¹.log", "_com¹.log")]
    [InlineData("console", "console")]
    [InlineData("name. . .", "name")]
    [InlineData("  name  ", "name")]
    [InlineData("con . ", "_con")]
    [InlineData("a\u0000b\nc", "a_b_c")]
    [InlineData("invoice\u202efdp.exe", "invoice_fdp.exe")]
    [InlineData("a\u200eb\ufeff", "a_b_")]
    [InlineData("what?*<>|\".txt", "what______.txt")]
    [InlineData(".profile", "_profile")]
    [InlineData("..x", "_.x")]
    [InlineData("e\u0301.txt", "é.txt")]
    [InlineData("😀.txt", "😀.txt")]
    [InlineData("", "download")]
    [InlineData(null, "download")]
    [InlineData(".", "download")]
    [InlineData("..", "download")]
    [InlineData("...", "download")]
    [InlineData("a/", "download")]
    [InlineData(" / ", "download")]
    public void Hostile_names_become_plain_ones(string? name, string plain) => Assert.Equal(plain, SafeFileName.From(name));

    [Fact]
    public void Long_names_are_cut_before_their_extension()
    {
        Assert.Equal(new string('x', 195) + ".zip", SafeFileName.From(new string('x', 300) + ".zip"));
        Assert.Equal(string.Concat(Enumerable.Repeat("😀", 48)) + ".zip", SafeFileName.From(string.Concat(Enumerable.Repeat("😀", 300)) + ".zip"));
        Assert.Equal(new string('x', 199), SafeFileName.From(new string('x', 300)));
        Assert.Equal("_con", SafeFileName.From("con" + new string(' ', 300) + "x"));
        Assert.Equal(199, SafeFileName.From(new string('x', 5_000_000)).Length);
    }

    [Fact]
    public void Any_name_is_a_plain_one_in_its_folder() => Names.Sample(name =>
    {
        var plain = SafeFileName.From(name);
        var folder = Path.Combine(Path.GetTempPath(), "folder");
        Assert.Equal(folder, Path.GetDirectoryName(Path.GetFullPath(Path.Combine(folder, plain))));
        Assert.Equal(plain, Path.GetFileName(plain));
        Assert.InRange(Encoding.UTF8.GetByteCount(plain), 1, SafeFileName.MaxBytes);
        Assert.DoesNotContain(plain, c => "<>:\"/\\|?*".Contains(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format);
        Assert.False(plain[0] == '.' || char.IsWhiteSpace(plain[0]) || plain[^1] == '.' || char.IsWhiteSpace(plain[^1]));
        Assert.DoesNotContain(plain.Split('.')[0].TrimEnd(), Devices, StringComparer.OrdinalIgnoreCase);
        Assert.True(plain.IsNormalized());
        Assert.Equal(plain, SafeFileName.From(plain));
    });

    [Fact]
    public void Names_of_one_folder_are_unique_on_every_system() => Gen.OneOf("a.txt", "A.TXT", "../a.txt", "b", "", "con", new string('x', 300)).Array[0, 12].Sample(names =>
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            var unique = SafeFileName.Unique(SafeFileName.From(name), taken.Contains);
            Assert.True(taken.Add(unique));
            Assert.InRange(Encoding.UTF8.GetByteCount(unique), 1, 255);
            Assert.Equal(unique, Path.GetFileName(unique));
        }
    });

    [Fact]
    public void Number_is_before_the_extension()
    {
        Assert.Equal("report (2).zip", SafeFileName.Unique("report.zip", name => name == "report.zip"));
        Assert.Equal("report (3)", SafeFileName.Unique("report", name => name is "report" or "report (2)"));
        Assert.Equal("free.txt", SafeFileName.Unique("free.txt", _ => false));
    }
}
