using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;

namespace WebRun.PowerShell.Tests;

/// <summary>Looks up every type and member that assemblies name in the framework and the PowerShell that they will meet, as the loader does there.</summary>
internal sealed class ReferenceCheck : IAssemblyResolver
{
    private readonly List<AssemblyDefinition> _checked;
    private readonly Dictionary<string, string> _surface;
    private readonly Dictionary<string, AssemblyDefinition?> _found = new(StringComparer.OrdinalIgnoreCase);
    private readonly ReaderParameters _reading;

    /// <summary>Reads the assemblies.</summary>
    /// <param name="assemblies">The content of those that are checked; they may also use each other.</param>
    /// <param name="surface">The reference assemblies of what they run in.</param>
    public ReferenceCheck(IEnumerable<byte[]> assemblies, IEnumerable<string> surface)
    {
        _reading = new ReaderParameters { AssemblyResolver = this };
        _checked = [.. assemblies.Select(content => AssemblyDefinition.ReadAssembly(new MemoryStream(content), _reading))];
        _surface = surface.GroupBy(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>How many references were looked up.</summary>
    public int Count { get; private set; }

    /// <summary>The references that nothing answers, each as <c>assembly: reference</c>.</summary>
    public IReadOnlyList<string> Unresolved()
    {
        var metadata = new MetadataResolver(this);
        var unresolved = new List<string>();
        foreach (var module in _checked.Select(assembly => assembly.MainModule))
        {
            var members = module.GetMemberReferences().Where(member => member.DeclaringType is not null && !member.DeclaringType.IsArray);
            foreach (var reference in module.GetTypeReferences().Concat<MemberReference>(members))
            {
                Count++;
                if (!IsKnown(metadata, reference))
                {
                    unresolved.Add($"{module.Name}: {reference.FullName}");
                }
            }
        }

        return unresolved;
    }

    /// <inheritdoc/>
    public AssemblyDefinition? Resolve(AssemblyNameReference name)
    {
        if (!_found.TryGetValue(name.Name, out var assembly))
        {
            var shipped = _checked.FirstOrDefault(own => own.Name.Name.Equals(name.Name, StringComparison.OrdinalIgnoreCase));
            var framework = _surface.TryGetValue(name.Name, out var path) ? AssemblyDefinition.ReadAssembly(path, _reading) : null;

            // What the framework has comes first, unless what is asked for is newer.
            assembly = _found[name.Name] = framework is not null && (shipped is null || framework.Name.Version >= name.Version) ? framework : shipped;
        }

        return assembly;
    }

    /// <inheritdoc/>
    public AssemblyDefinition? Resolve(AssemblyNameReference name, ReaderParameters parameters) => Resolve(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var assembly in _found.Values)
        {
            assembly?.Dispose();
        }
    }

    private static bool IsKnown(MetadataResolver metadata, MemberReference reference)
    {
        try
        {
            return reference switch
            {
                TypeReference type => metadata.Resolve(type) is not null,
                MethodReference method => metadata.Resolve(method) is not null,
                FieldReference field => metadata.Resolve(field) is not null,
                _ => false,
            };
        }
        catch (AssemblyResolutionException)
        {
            return false;
        }
    }
}
