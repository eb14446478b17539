using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;

namespace WebRun.Help;

/// <summary>Writes MAML, the form in which the engine reads help.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace Root = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Writes the help of commands into one file.</summary>
    public static void Write(IEnumerable<CommandHelp> commands, string path) =>
        new XDocument(new XElement(
            Root + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            commands.Select(Element))).Save(path);

    private static XElement Element(CommandHelp help)
    {
        var dash = help.Name.IndexOf('-', StringComparison.Ordinal);
        return new XElement(
            Command + "command",
            new XElement(
                Command + "details",
                new XElement(Command + "name", help.Name),
                new XElement(Command + "verb", help.Name[..dash]),
                new XElement(Command + "noun", help.Name[(dash + 1)..]),
                Description([help.Synopsis])),
            Description(help.Description),
            new XElement(Command + "syntax", help.Syntax.Select(syntax => SyntaxItem(help, syntax))),
            new XElement(Command + "parameters", help.Parameters.Select(parameter => Parameter(parameter, parameter.Attributes[0]))),
            new XElement(Command + "inputTypes", help.Inputs.Select(type => Typed("inputType", type))),
            new XElement(Command + "returnValues", help.Outputs.Select(type => Typed("returnValue", type))),
            new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(help.Notes))),
            new XElement(Command + "examples", help.Examples.Select(Example)),
            new XElement(Command + "relatedLinks", help.Links.Select(link => new XElement(Maml + "navigationLink", new XElement(Maml + "linkText", link), new XElement(Maml + "uri")))));
    }

    // As the engine writes a syntax: by position first, then what is required.
    private static XElement SyntaxItem(CommandHelp help, SyntaxHelp syntax) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", help.Name),
        help.Parameters
            .SelectMany(parameter => parameter.Attributes.Where(attributes => attributes.IsIn(syntax.Set)).Take(1).Select(attributes => (parameter, attributes)))
            .OrderBy(item => int.TryParse(item.attributes.Position, CultureInfo.InvariantCulture, out var position) ? position : int.MaxValue)
            .ThenByDescending(item => item.attributes.IsRequired)
            .Select(item => Parameter(item.parameter, item.attributes)));

    private static XElement Parameter(ParameterHelp parameter, ParameterAttributes attributes) => new(
        Command + "parameter",
        new XAttribute("required", attributes.IsRequired),
        new XAttribute("variableLength", true),
        new XAttribute("globbing", attributes.AcceptsWildcards),
        new XAttribute("pipelineInput", attributes.PipelineInput),
        new XAttribute("position", attributes.Position.ToLowerInvariant()),
        new XAttribute("aliases", attributes.Aliases.Count == 0 ? "none" : string.Join(", ", attributes.Aliases)),
        new XElement(Maml + "name", parameter.Name),
        Description(parameter.Description),
        attributes.Type == "SwitchParameter"
            ? null
            : new XElement(Command + "parameterValue", new XAttribute("required", true), new XAttribute("variableLength", false), attributes.Type),
        attributes.Values.Count == 0
            ? null
            : new XElement(Command + "parameterValueGroup", attributes.Values.Select(value => new XElement(Command + "parameterValue", new XAttribute("required", false), new XAttribute("variableLength", false), value))),
        new XElement(Dev + "type", new XElement(Maml + "name", attributes.Type), new XElement(Maml + "uri")),
        new XElement(Dev + "defaultValue", attributes.DefaultValue));

    private static XElement Typed(string element, TypeHelp type) =>
        new(Command + element, new XElement(Dev + "type", new XElement(Maml + "name", type.Name), new XElement(Maml + "uri")), Description(type.Description));

    private static XElement Example(ExampleHelp example) => new(
        Command + "example",
        new XElement(Maml + "title", $"--- {example.Title} ---"),
        new XElement(Dev + "code", example.Code),
        // The empty paragraph keeps a line free before the next example.
        new XElement(Dev + "remarks", Paragraphs([.. example.Remarks, ""])));

    private static XElement Description(IReadOnlyList<string> paragraphs) => new(Maml + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IReadOnlyList<string> paragraphs) => paragraphs.Select(text => new XElement(Maml + "para", text));
}
