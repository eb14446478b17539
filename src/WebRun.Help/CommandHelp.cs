using System.Collections.Generic;

namespace WebRun.Help;

/// <summary>The help of one command, as its Markdown says it.</summary>
internal sealed record CommandHelp(
    string Name,
    string Synopsis,
    IReadOnlyList<SyntaxHelp> Syntax,
    IReadOnlyList<string> Description,
    IReadOnlyList<ExampleHelp> Examples,
    IReadOnlyList<ParameterHelp> Parameters,
    IReadOnlyList<TypeHelp> Inputs,
    IReadOnlyList<TypeHelp> Outputs,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string> Links);

/// <summary>A parameter set.</summary>
/// <param name="Set">Its name; <c>(All)</c> if there is only one.</param>
/// <param name="IsDefault">True for the default set.</param>
/// <param name="Text">How the command is written in it.</param>
internal sealed record SyntaxHelp(string Set, bool IsDefault, string Text);

/// <summary>An example.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Code">What to type.</param>
/// <param name="Remarks">The remarks.</param>
/// <param name="Line">Where it stands.</param>
internal sealed record ExampleHelp(string Title, string Code, IReadOnlyList<string> Remarks, int Line);

/// <summary>A parameter.</summary>
/// <param name="Name">Its name, without the dash.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Attributes">Its attributes, once for all parameter sets that share them.</param>
internal sealed record ParameterHelp(string Name, IReadOnlyList<string> Description, IReadOnlyList<ParameterAttributes> Attributes);

/// <summary>A type of what goes in or comes out.</summary>
internal sealed record TypeHelp(string Name, IReadOnlyList<string> Description);
