using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using WebRun.Help;

namespace WebRun.PowerShell.Tests;

/// <summary>The help says all that there is, and nothing that is not so in the module.</summary>
public sealed class HelpTests(HelpTests.Shell shell) : IClassFixture<HelpTests.Shell>
{
    private const string AllSets = "__AllParameterSets";
    private readonly Engine _engine = shell.Engine;

    public static IEnumerable<TheoryDataRow<string>> Commands => HelpFiles.Commands.Keys.Select(name => new TheoryDataRow<string>(name));

    public static IEnumerable<TheoryDataRow<string>> Topics => HelpFiles.Topics.Select(name => new TheoryDataRow<string>(name));

    private HelpVocabulary Vocabulary => shell.Vocabulary ??= new HelpVocabulary([.. HelpFiles.Commands.Keys.Select(Command)]);

    [Fact]
    public void Every_command_has_help_and_no_other()
    {
        var exported = _engine.Run("Get-Command -Module WebRun.PowerShell").Output.Select(command => command.ToString());

        Assert.Equal(exported.Order(StringComparer.Ordinal), HelpFiles.Commands.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "about_WebRun", "about_WebRun_Agents", "about_WebRun_Batches", "about_WebRun_Control", "about_WebRun_Examples", "about_WebRun_Files", "about_WebRun_Money", "about_WebRun_Scale",
                "about_WebRun_Schemas", "about_WebRun_Secrets", "about_WebRun_Sessions_and_Costs", "about_WebRun_Testing", "about_WebRun_Triggers",
                "about_WebRun_WindowsPowerShell",
            ],
            HelpFiles.Topics);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Syntax_is_the_module_s(string name)
    {
        var (help, command) = (HelpFiles.Commands[name], Command(name));

        // The engine shows hidden parameters too.
        var expected = command.ParameterSets.Select(set => (
            command.ParameterSets.Count == 1 ? ParameterAttributes.AllSets : set.Name,
            command.ParameterSets.Count > 1 && set.IsDefault,
            $"{name} {(Shown(command).Any(parameter => parameter.Name == "InputObject") ? set.ToString() : set.ToString().Replace(" [-InputObject <psobject>]", "", StringComparison.Ordinal))}"));

        Assert.Equal(expected, help.Syntax.Select(syntax => (syntax.Set, syntax.IsDefault, syntax.Text)));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Parameters_are_the_module_s(string name)
    {
        var (help, command) = (HelpFiles.Commands[name], Command(name));
        var instance = Activator.CreateInstance(command.ImplementingType);

        Assert.Equal(Shown(command).Select(parameter => parameter.Name).Order(StringComparer.Ordinal), help.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
        foreach (var said in help.Parameters)
        {
            Assert.NotEmpty(said.Description);
            var parameter = command.Parameters[said.Name];
            foreach (var set in command.ParameterSets)
            {
                var isThere = parameter.ParameterSets.TryGetValue(AllSets, out var attributes) || parameter.ParameterSets.TryGetValue(set.Name, out attributes);
                Assert.Equal(isThere ? [Attributes(command, instance, parameter, attributes!)] : [], said.Attributes.Where(block => block.IsIn(set.Name)).Select(block => Text(said.Name, block)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Inputs_and_outputs_are_the_module_s(string name)
    {
        var (help, command) = (HelpFiles.Commands[name], Command(name));
        var outputs = command.OutputType.Select(type => type.Type == typeof(void) ? "None" : type.Name);
        var piped = Shown(command).SelectMany(parameter => parameter.ParameterSets.Values.Where(set => set.ValueFromPipeline).Select(_ => Element(parameter.ParameterType)))
            .Where(type => type != typeof(PSObject)).Select(type => type.FullName!);

        Assert.Equal(outputs, help.Outputs.Select(type => type.Name));
        Assert.Subset(help.Inputs.Select(type => type.Name).ToHashSet(StringComparer.Ordinal), piped.ToHashSet(StringComparer.Ordinal));
        Assert.All(help.Inputs.Concat(help.Outputs), type =>
        {
            Assert.NotEmpty(type.Description);
            Assert.True(type.Name == "None" || Vocabulary.Types.Contains(type.Name) || LanguagePrimitives.TryConvertTo<Type>(type.Name, out _), type.Name);
        });
        Assert.Equal(Shown(command).Any(parameter => parameter.ParameterSets.Values.Any(set => set.ValueFromPipeline || set.ValueFromPipelineByPropertyName)), help.Inputs.All(type => type.Name != "None"));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_parameter_set_has_an_example(string name)
    {
        var (help, command) = (HelpFiles.Commands[name], Command(name));

        Assert.All(help.Examples, example => Assert.NotEmpty(example.Remarks));
        Assert.All(help.Examples, (example, index) => Assert.StartsWith($"Example {index + 1}: ", example.Title, StringComparison.Ordinal));
        Assert.Equal([], command.ParameterSets.Select(set => set.Name).Except(help.Examples.SelectMany(example => ExampleUse.Sets(command, example.Code)), StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    [MemberData(nameof(Topics))]
    public void What_the_text_names_exists(string name)
    {
        var text = File.ReadAllText(Path.Combine(Engine.Repository, "module", "docs", "en-US", $"{name}.md"));

        Assert.Equal([], Found(text, @"\b[A-Z][a-z]+-WebRun[A-Za-z]*\b").Except(HelpFiles.Commands.Keys, StringComparer.Ordinal));
        Assert.Equal([], Found(text, @"\babout_WebRun\w*").Except(HelpFiles.Topics, StringComparer.Ordinal));
        Assert.Equal([], Found(text, @"(?<=`)[A-Z][a-z]+[A-Za-z]*(?=`)").Except(Vocabulary.Words, StringComparer.Ordinal));
        if (HelpFiles.Commands.TryGetValue(name, out var help))
        {
            Assert.Equal([], help.Links.Except(HelpFiles.Commands.Keys.Concat(HelpFiles.Topics), StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Get_Help_shows_what_is_written(string name)
    {
        var help = HelpFiles.Commands[name];

        var shown = _engine.Run(
            $$"""
            $help = Get-Help {{name}} -Full
            [pscustomobject]@{
                Synopsis = $help.Synopsis
                Parameters = @($help.parameters.parameter | Where-Object { $_ } | ForEach-Object name)
                Codes = @($help.examples.example | ForEach-Object code)
                Outputs = @($help.returnValues.returnValue | ForEach-Object { $_.type.name })
            }
            """).MustSucceed().Single;

        Assert.Equal(help.Synopsis, shown.Properties["Synopsis"].Value);
        Assert.Equal(help.Parameters.Select(parameter => parameter.Name), Texts("Parameters"));
        Assert.Equal(help.Examples.Select(example => example.Code), Texts("Codes"));
        Assert.Equal(help.Outputs.Select(type => type.Name), Texts("Outputs"));

        IEnumerable<string> Texts(string property) => ((object[])shown.Properties[property].Value).Select(value => value.ToString()!);
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void Get_Help_shows_the_topic(string name)
    {
        var shown = _engine.Run($"Get-Help {name}").MustSucceed().Single;

        Assert.StartsWith($"TOPIC\n    {name}\n\nSHORT DESCRIPTION\n    ", shown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_compiled_help_ships() =>
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Engine.Manifest)!, "*.md", SearchOption.AllDirectories));

    private static IEnumerable<string> Found(string text, string pattern) =>
        Regex.Matches(text, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)).Select(match => match.Value).Distinct(StringComparer.Ordinal);

    private static IEnumerable<ParameterMetadata> Shown(CommandInfo command) => command.Parameters.Values.Where(parameter =>
        !Cmdlet.CommonParameters.Contains(parameter.Name) && !parameter.Attributes.OfType<ParameterAttribute>().Any(attribute => attribute.DontShow));

    private static string Attributes(CmdletInfo command, object? instance, ParameterMetadata parameter, ParameterSetMetadata set)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        var value = type == typeof(SwitchParameter) ? false : command.ImplementingType.GetProperty(parameter.Name)?.GetValue(instance);
        string[] pipeline = [.. set.ValueFromPipelineByPropertyName ? ["ByPropertyName"] : Array.Empty<string>(), .. set.ValueFromPipeline ? ["ByValue"] : Array.Empty<string>()];
        return Text(parameter.Name, new ParameterAttributes(
            type.Name,
            [],
            parameter.Aliases,
            set.IsMandatory,
            set.Position < 0 ? "Named" : $"{set.Position}",
            LanguagePrimitives.ConvertTo<string>(value) is { Length: > 0 } text ? text : "None",
            pipeline.Length == 0 ? "False" : $"True ({string.Join(", ", pipeline)})",
            parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any())
        {
            Values = type.IsEnum ? Enum.GetNames(type) : [],
        });
    }

    private static string Text(string name, ParameterAttributes said) =>
        $"{name}: {said.Type}, {string.Join('|', said.Aliases)}, {said.IsRequired}, {said.Position}, {said.DefaultValue}, {said.PipelineInput}, {said.AcceptsWildcards}, {string.Join('|', said.Values)}";

    private static Type Element(Type type) => type.IsArray ? type.GetElementType()! : Nullable.GetUnderlyingType(type) ?? type;

    private CmdletInfo Command(string name) => (CmdletInfo)_engine.Run($"Get-Command {name}").MustSucceed().Single.BaseObject;

    /// <summary>One engine for all of these tests: they only read.</summary>
    public sealed class Shell : IDisposable
    {
        internal Engine Engine { get; } = new();

        internal HelpVocabulary? Vocabulary { get; set; }

        public void Dispose() => Engine.Dispose();
    }
}
