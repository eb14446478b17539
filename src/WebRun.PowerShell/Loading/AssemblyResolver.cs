using System;
using System.IO;
using System.Reflection;
#if !NETSTANDARD2_0
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
#endif

namespace WebRun.PowerShell.Loading;

/// <summary>Finds WebRun.Client and its dependencies, so that they do not conflict with other modules' versions.</summary>
internal static class AssemblyResolver
{
    private const string Client = "WebRun.Client";
    private static readonly string Folder = Path.GetDirectoryName(typeof(AssemblyResolver).Assembly.Location)!;
    private static readonly string ClientPath = Path.Combine(Folder, Client + ".dll");

    /// <summary>The file of a third-party assembly that this module brings; null for any other.</summary>
    private static string? Find(string? name) => Path.Combine(Folder, "lib", name + ".dll") is var path && File.Exists(path) ? path : null;

#if NETSTANDARD2_0
    public static void Subscribe() => AppDomain.CurrentDomain.AssemblyResolve += Resolve;

    public static void Unsubscribe() => AppDomain.CurrentDomain.AssemblyResolve -= Resolve;

    // Windows PowerShell has one context for everything, so only our own assemblies are resolved.
    private static Assembly? Resolve(object sender, ResolveEventArgs args)
    {
        if (args.RequestingAssembly?.Location.StartsWith(Folder, StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        var name = new AssemblyName(args.Name).Name;
        return (name == Client ? ClientPath : Find(name)) is { } path ? Assembly.LoadFrom(path) : null;
    }
#else
    private static readonly Lazy<Assembly> LoadedClient = new(LoadClient);

    // As the folders of ReadyToRun.targets are named.
    private static string ThisSystem =>
        (OperatingSystem.IsWindows() ? "win-" : OperatingSystem.IsMacOS() ? "osx-" : OperatingSystem.IsLinux() ? "linux-" : "other-")
        + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    public static void Subscribe() => AssemblyLoadContext.Default.Resolving += Resolve;

    public static void Unsubscribe() => AssemblyLoadContext.Default.Resolving -= Resolve;

    // The cmdlets reference the client alone; what the client needs is found in its own context. Where the runtime needs the client to look at the
    // cmdlets, before this is asked, PowerShell has loaded the one beside them, and what that needs is found here.
    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == Client ? LoadedClient.Value
        : Find(name.Name) is { } path && context.Assemblies.Any(assembly => !assembly.IsDynamic && assembly.Location == ClientPath) ? context.LoadFromAssemblyPath(path)
        : null;

    /// <summary>Loads the client that is compiled for this system, or the portable one if there is none or the runtime rejects it.</summary>
    private static Assembly LoadClient()
    {
        var compiled = Path.Combine(Folder, ThisSystem);
        try
        {
            return File.Exists(Path.Combine(compiled, Client + ".dll"))
                ? new ModuleContext(compiled).LoadFromAssemblyPath(Path.Combine(compiled, Client + ".dll"))
                : new ModuleContext(compiled: null).LoadFromAssemblyPath(ClientPath);
        }
        catch (BadImageFormatException)
        {
            // Not in the same context: a context that has failed to load an assembly does not load another one with its name.
            return new ModuleContext(compiled: null).LoadFromAssemblyPath(ClientPath);
        }
    }

    /// <summary>Holds the client and the third-party assemblies, separate from all others.</summary>
    /// <param name="compiled">The folder of those that are compiled for this system; null to use none.</param>
    private sealed class ModuleContext(string? compiled) : AssemblyLoadContext("WebRun")
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var path = compiled is null ? null : Path.Combine(compiled, assemblyName.Name + ".dll");
            return (File.Exists(path) ? path : Find(assemblyName.Name)) is { } found ? LoadFromAssemblyPath(found) : null;
        }
    }
#endif
}
