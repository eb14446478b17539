using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace WebRun.Client.Tests;

/// <summary>Reads a compiled assembly and says where it crosses the borders between its folders.</summary>
/// <param name="types">The types to check; what is nested in one, such as closures, counts as a part of it.</param>
/// <param name="folderOf">The folder of a type; null for one that belongs to none.</param>
/// <param name="arrows">Which folder may use which others.</param>
internal sealed class ArchitectureCheck(IEnumerable<TypeDefinition> types, Func<TypeDefinition, string?> folderOf, IReadOnlyDictionary<string, string[]> arrows)
{
    // A type's declaration, where it stands in a file by itself or behind another one.
    private static readonly Regex Declaration = new(
        @"^(?:public|internal)(?: (?:static|sealed|abstract|readonly|partial))* (?:class|record struct|record|struct|enum|interface) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(10));

    // Commands, parameters and types of PowerShell, and its literals for tables, lists and variables.
    private static readonly Regex PowerShellWord = new(
        @"PowerShell|cmdlet|PSObject|PSCredential|runspace|the pipeline|@\{|@\(|\$[a-z]\w+"
        + @"|(?<![\w-])(?-i:-[A-Z][a-z]\w*)"
        + @"|(?-i:\b(Connect|ConvertTo|Disconnect|Get|Import|Install|Invoke|Measure|New|Out|Read|Register|Remove|Resume|Save|Send|Set|Show|Start|Stop|Test|Wait|Watch|Write)-[A-Z]\w+)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    // taskDetails, task_completed, TASK_NOT_FOUND, X-RateLimit-Limit. A word such as SessionId is ours, for a parameter, and a single letter proves nothing.
    private static readonly Regex Name = new(@"^([a-z_][A-Za-z0-9_:-]{2,}|[A-Z][A-Z0-9_]{2,}|[A-Z][A-Za-z]*-[A-Za-z-]+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private readonly Dictionary<TypeDefinition, string> _folders = types
        .Where(type => !type.IsNested)
        .Select(type => (Type: type, Folder: folderOf(type)))
        .Where(item => item.Folder is not null)
        .ToDictionary(item => item.Type, item => item.Folder!);

    /// <summary>Checks an assembly by the folders of its project, which declare its types.</summary>
    /// <param name="assembly">The assembly's file.</param>
    /// <param name="project">The project's folder.</param>
    /// <param name="arrows">Which folder may use which others; the first one also has the files beside the folders.</param>
    public static ArchitectureCheck Of(string assembly, string project, IReadOnlyDictionary<string, string[]> arrows)
    {
        var folders = (from path in Directory.GetFiles(project, "*.cs", SearchOption.AllDirectories)
                       let parts = Path.GetRelativePath(project, path).Split(Path.DirectorySeparatorChar)
                       where parts[0] is not ("bin" or "obj")
                       from match in Declaration.Matches(File.ReadAllText(path))
                       select (Type: match.Groups["name"].Value, Folder: parts.Length > 1 ? parts[0] : arrows.Keys.First()))
            .DistinctBy(item => item.Type, StringComparer.Ordinal).ToDictionary(item => item.Type, item => item.Folder, StringComparer.Ordinal);
        return new ArchitectureCheck(ModuleDefinition.ReadModule(assembly).Types, type => folders.GetValueOrDefault(type.Name.Split('`')[0]), arrows);
    }

    /// <summary>Folders that use each other, directly or by way of others.</summary>
    public IReadOnlyList<string> Circles()
    {
        var uses = References().GroupBy(use => use.FromFolder, use => use.ToFolder, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        return [.. uses.Keys.Where(folder => Reachable(folder).Contains(folder)).Order(StringComparer.Ordinal).Select(folder => $"{folder} is in a circle")];

        HashSet<string> Reachable(string start)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var next = new Stack<string>([start]);
            while (next.TryPop(out var folder))
            {
                foreach (var used in uses.GetValueOrDefault(folder, []).Where(seen.Add))
                {
                    next.Push(used);
                }
            }

            return seen;
        }
    }

    /// <summary>Uses of a folder that stands above, or beside.</summary>
    public IReadOnlyList<string> UpwardArrows() =>
    [
        .. References().Where(use => !arrows[use.FromFolder].Contains(use.ToFolder, StringComparer.Ordinal))
            .Select(use => $"{use.FromFolder}/{use.From} uses {use.ToFolder}/{use.To}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>Types that are not public, and whose namespace is not that of their folder.</summary>
    /// <param name="root">The namespace of the project.</param>
    /// <param name="top">What the project's own folder is called, whose types have the namespace of the project; null if its files count as those of a folder.</param>
    public IReadOnlyList<string> NamespacesElsewhere(string root, string? top = null) =>
    [
        .. _folders.Where(item => !item.Key.IsPublic && item.Key.Namespace != (item.Value == top ? root : $"{root}.{item.Value}"))
            .Select(item => $"{item.Value}/{item.Key.Name} is in {item.Key.Namespace}").Order(StringComparer.Ordinal),
    ];

    /// <summary>Names of the wire, which are all that Protocol has as literals, in the literals of any other folder.</summary>
    /// <param name="isAllowed">True for a use that is not of the wire: the type's name and the literal.</param>
    public IReadOnlyList<string> WireNamesOutside(Func<string, string, bool> isAllowed)
    {
        var names = _folders.Where(item => item.Value == "Protocol").SelectMany(item => Literals(item.Key)).Where(text => Name.IsMatch(text)).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from item in _folders
               where item.Value != "Protocol"
               from text in Literals(item.Key)
               from name in names.Contains(text) ? [text] : names.Where(name => text.Contains($"\"{name}\"", StringComparison.Ordinal))
               where !isAllowed(item.Key.Name, name)
               orderby item.Key.Name, name
               select $"{item.Value}/{item.Key.Name} says \"{name}\"",
        ];
    }

    /// <summary>Words of PowerShell in literals and in names.</summary>
    public IReadOnlyList<string> PowerShellWords() =>
    [
        .. from item in _folders
           from text in Literals(item.Key).Concat(Names(item.Key))
           where PowerShellWord.IsMatch(text)
           orderby item.Key.Name, text
           select $"{item.Value}/{item.Key.Name} says \"{text}\"",
    ];

    private IEnumerable<(string From, string FromFolder, string To, string ToFolder)> References() =>
        from item in _folders
        from used in WithNested(item.Key).SelectMany(Uses).SelectMany(Parts)
        let to = Outermost(used)
        where to is not null && _folders.ContainsKey(to) && _folders[to] != item.Value
        select (item.Key.Name, item.Value, to.Name, _folders[to]);

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static IEnumerable<string> Literals(TypeDefinition type) =>
        from part in WithNested(type)
        from method in part.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where instruction.OpCode.Code == Code.Ldstr
        select (string)instruction.Operand;

    private static IEnumerable<string> Names(TypeDefinition type) => WithNested(type).SelectMany(part => part.Fields.Select(field => field.Name)
        .Concat(part.Methods.Select(method => method.Name))
        .Concat(part.Methods.SelectMany(method => method.Parameters).Select(parameter => parameter.Name ?? ""))
        .Append(part.FullName));

    private static IEnumerable<TypeReference> Uses(TypeDefinition type)
    {
        var declared = new[] { type.BaseType }
            .Concat(type.Interfaces.Select(face => face.InterfaceType))
            .Concat(type.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType))
            .Concat(type.CustomAttributes.Select(attribute => attribute.AttributeType))
            .Concat(type.Fields.Select(field => field.FieldType));
        return declared.Concat(type.Methods.SelectMany(Uses)).Where(used => used is not null)!;
    }

    private static IEnumerable<TypeReference> Uses(MethodDefinition method)
    {
        var signature = method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType)
            .Concat(method.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType));
        return !method.HasBody ? signature : signature
            .Concat(method.Body.Variables.Select(variable => variable.VariableType))
            .Concat(method.Body.ExceptionHandlers.Select(handler => handler.CatchType))
            .Concat(method.Body.Instructions.SelectMany(instruction => Uses(instruction.Operand)));
    }

    private static IEnumerable<TypeReference> Uses(object? operand) => operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        MethodReference method =>
        [
            method.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType),
            .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
        ],
        _ => [],
    };

    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        _ => [type],
    };

    private static TypeDefinition? Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        // A reference of the same module is its definition.
        return type as TypeDefinition;
    }
}
