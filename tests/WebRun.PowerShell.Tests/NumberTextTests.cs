using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using CsCheck;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Numbers, durations and dates that come as text mean one thing in every culture, or are refused with what to write.</summary>
public class NumberTextTests
{
    private static readonly string[] Cultures = ["en-US", "de-DE", "tr-TR", "ar-SA", "fa-IR", "hi-IN", "fr-FR", "de-CH", ""];

    private static readonly Type[] Numbers = [typeof(int), typeof(int?), typeof(long), typeof(double?), typeof(double[])];

    [Fact]
    public void Every_number_duration_and_time_is_read_by_us()
    {
        using var engine = new Engine();

        var unread =
            from info in engine.Run("Get-Command -Module WebRun.PowerShell").MustSucceed().Output.Select(o => (CommandInfo)o.BaseObject)
            from parameter in info.Parameters.Values
            where !Cmdlet.CommonParameters.Contains(parameter.Name)
            where Numbers.Append(typeof(TimeSpan)).Append(typeof(TimeSpan?)).Append(typeof(DateTime?)).Contains(parameter.ParameterType)
            where !parameter.Attributes.Any(attribute => attribute is ArgumentTransformationAttribute)
            select $"{info.Name} -{parameter.Name}";

        Assert.Empty(unread);
    }

    [Theory]
    [InlineData("en-US", "0.5", "0.5")]
    [InlineData("en-US", " 1500 ", "1500")]
    [InlineData("en-US", "1.500", "1.500")]
    [InlineData("en-US", "1E-05", "0.00001")]
    [InlineData("de-DE", "0.5", "0.5")]
    [InlineData("de-DE", "0,5", "0.5")]
    [InlineData("de-DE", "1,500", "1.500")]
    [InlineData("de-DE", "0.012", "0.012")]
    [InlineData("tr-TR", "-0,25", "-0.25")]
    [InlineData("ar-SA", "0\u066B0124", "0.0124")]
    [InlineData("fa-IR", "0\u066B0124", "0.0124")]
    [InlineData("hi-IN", "0.0124", "0.0124")]
    [InlineData("", "0.0124", "0.0124")]
    public void Number_is_read(string culture, string text, string number) =>
        Assert.Equal(decimal.Parse(number, CultureInfo.InvariantCulture), In(culture, () => Read("MaxCost", text)));

    [Theory]
    [InlineData("en-US", "MaxCost", "0,5", "such as 0.5")]
    [InlineData("en-US", "MaxCost", "1,500", "such as 1500")]
    [InlineData("en-US", "MaxCost", "1 500", "such as 1500")]
    [InlineData("en-US", "MaxCost", "$0.5", "such as 0.5")]
    [InlineData("en-US", "MaxCost", "\u0661", "such as 0.5")]
    [InlineData("de-DE", "MaxCost", "1.500", "Write 1.5 or 1500")]
    [InlineData("de-DE", "MaxCost", "1.234,5", "such as 0.5")]
    [InlineData("tr-TR", "MaxCost", "12.345.678", "such as 1500")]
    [InlineData("fa-IR", "MaxCost", "0,5", "such as 0.5")]
    [InlineData("hi-IN", "MaxCost", "0,5", "such as 0.5")]
    [InlineData("", "MaxCost", "0,5", "such as 0.5")]
    [InlineData("en-US", "MaxInputTokens", "100,000", "such as 1500")]
    [InlineData("de-DE", "MaxInputTokens", "100.000", "such as 1500")]
    [InlineData("de-DE", "MaxInputTokens", "100,000", "such as 1500")]
    [InlineData("en-US", "MaxInputTokens", "1.5", "such as 1500")]
    [InlineData("en-US", "MaxDuration", "1,5m", "such as 0.5")]
    [InlineData("de-DE", "MaxDuration", "1.500", "Write 1.5 or 1500")]
    [InlineData("en-US", "Timeout", "1:30", "00:01:30")]
    [InlineData("en-US", "Timeout", "24:00:00", "00:01:30")]
    [InlineData("de-DE", "At", "01/02/2040 10:00", "2030-01-31 09:00")]
    public void What_can_mean_something_else_is_refused(string culture, string parameter, string text, string hint)
    {
        var refused = Assert.Throws<ArgumentTransformationMetadataException>(() => In(culture, () => Read(parameter, text)));

        Assert.Contains(hint, refused.Message, StringComparison.Ordinal);
        Assert.Contains(text.TrimEnd('m'), refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-DE", "25.12.2040 10:00:00")]
    [InlineData("en-US", "12/25/2040 10:00:00")]
    [InlineData("ar-SA", "2040-12-25 10:00:00")]
    [InlineData("fa-IR", "2040-12-25T10:00:00")]
    public void Time_is_read(string culture, string text) => Assert.Equal(new DateTime(2040, 12, 25, 10, 0, 0), In(culture, () => Read("At", text)));

    [Theory]
    [InlineData("MaxSize", "500MB", 500L << 20)]
    [InlineData("MaxSize", "1.5gb", 3L << 29)]
    [InlineData("MaxInputTokens", "10kb", 10240)]
    public void Whole_number_may_have_a_unit(string parameter, string text, long number) => Assert.Equal((decimal)number, Read(parameter, text));

    [Fact]
    public void What_PowerShell_wrote_is_read_back_in_every_culture() =>
        Gen.Select(Gen.OneOf([.. Cultures.Select(Gen.Const)]), Gen.Decimal[-1000, 1000], Gen.Int[0, 9]).Sample((culture, any, places) =>
        {
            var number = decimal.Round(any, places);
            return In(culture, () => Equals(Read("MaxCost", number.ToString(CultureInfo.CurrentCulture)), number) && Equals(Read("MaxCost", ((double)number).ToString(CultureInfo.CurrentCulture)), number));
        });

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    [InlineData("hi-IN")]
    [InlineData("")]
    public async Task Costs_add_up_through_a_csv(string culture)
    {
        var path = Path.GetTempFileName();
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
        using var engine = new Engine(emulator);
        engine.Set("path", path);

        var sums = engine.Run(
            $$"""
            [cultureinfo]::CurrentCulture = '{{culture}}'
            $tasks = 'a [[duration=1ms; cost=0.0124]]', 'b [[duration=1ms; cost=1.234]]' | Invoke-WebRunTask
            $tasks | Export-Csv $path
            $kept = Import-Csv $path
            ($kept | Measure-WebRunCost).Cost
            $tasks | Select-Object Status, Cost | Export-Csv $path -UseCulture
            (Import-Csv $path -UseCulture | Measure-WebRunCost).Cost
            ($tasks | Measure-WebRunCost).Cost
            $used = $kept, $tasks | ForEach-Object { $_ | Measure-WebRunCost | Select-Object *Tokens, CompletionTime | ConvertTo-Json -Compress }
            $used[0] -eq $used[1] -and $used[0] -match '"PromptTokens":[1-9]' ? 'as before' : "$used"
            """).MustSucceed();

        Assert.Equal([1.2464m, 1.2464m, 1.2464m, "as before"], sums.Output.Select(sum => sum.BaseObject));
        File.Delete(path);
    }

    [Theory]
    [InlineData("5 tokens (1 read, 2 written), 1.2.3 s, $1")]
    [InlineData("5 tokens (1 read, 2 written), 99999999999999999 s, $1")]
    [InlineData("5555555555555555555555555555555555555555 tokens (1 read, 2 written), 1 s, $1")]
    [InlineData("٣ tokens (1 read, 2 written), 1 s, $1")]
    [InlineData("5 tokens")]
    public void Usage_that_cannot_be_read_counts_as_none(string usage)
    {
        using var engine = new Engine();
        engine.Set("usage", usage);

        var sum = engine.Run("[pscustomobject]@{ Status = 'Completed'; Cost = '0.5'; Usage = $usage }, [pscustomobject]@{ Status = 'Completed'; Cost = '0.25'; Usage = '5 tokens (3 read, 2 written), 1.5 s, $0.2500' } | Measure-WebRunCost").MustSucceed();

        Assert.Equal((0.75m, 5L, TimeSpan.FromSeconds(1.5)), ((decimal)sum.Single.Properties["Cost"].Value, (long)sum.Single.Properties["TotalTokens"].Value, (TimeSpan)sum.Single.Properties["CompletionTime"].Value));
    }

    [Fact]
    public void Cost_that_cannot_be_read_is_the_error_of_its_row()
    {
        using var engine = new Engine();

        var result = engine.Run("[cultureinfo]::CurrentCulture = 'en-US'; [pscustomobject]@{ Status = 'Completed'; Cost = '0,0124' }, [pscustomobject]@{ Status = 'Completed'; Cost = '0.25' }, [pscustomobject]@{ Status = 'Completed'; Cost = '' } | Measure-WebRunCost");

        Assert.Equal(("InvalidParameter", "2", "0.25", "1"), (result.ErrorId, result["Count"], result["Cost"], result["WithoutCost"]));
    }

    private static readonly Lazy<ILookup<string, ArgumentTransformationAttribute>> Transformations = new(() =>
    {
        using var engine = new Engine();
        return engine.Run("(Get-Command -Module WebRun.PowerShell).Parameters.Values").MustSucceed().Output.Select(o => (ParameterMetadata)o.BaseObject)
            .SelectMany(parameter => parameter.Attributes.OfType<ArgumentTransformationAttribute>(), (parameter, attribute) => (parameter.Name, attribute))
            .ToLookup(p => p.Name, p => p.attribute, StringComparer.Ordinal);
    });

    private static object? Read(string parameter, string text) => Transformations.Value[parameter].First().Transform(null!, text);

    private static T In<T>(string culture, Func<T> read)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        try
        {
            return read();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
