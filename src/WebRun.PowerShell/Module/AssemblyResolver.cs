using System;
using System.IO;
using System.Reflection;
#if !NETSTANDARD2_0
using System.Runtime.Loader;
#endif

namespace WebRun.PowerShell;

/// <summary>Finds WebRun.Client and what it needs, so that no other module's versions get in its way, nor it in theirs.</summary>
internal static class AssemblyResolver
{
    private const string Client = "WebRun.Client";
    private static readonly string Folder = Path.GetDirectoryName(typeof(AssemblyResolver).Assembly.Location)!;

    /// <summary>The file of an assembly that this module brings; null for any other.</summary>
    private static string? Find(string? name)
    {
        var path = name == Client ? Path.Combine(Folder, Client + ".dll") : Path.Combine(Folder, "lib", name + ".dll");
        return File.Exists(path) ? path : null;
    }

#if NETSTANDARD2_0
    public static void Subscribe() => AppDomain.CurrentDomain.AssemblyResolve += Resolve;

    public static void Unsubscribe() => AppDomain.CurrentDomain.AssemblyResolve -= Resolve;

    // Windows PowerShell has one context for all, so only our own assemblies are answered.
    private static Assembly? Resolve(object sender, ResolveEventArgs args) =>
        args.RequestingAssembly?.Location.StartsWith(Folder, StringComparison.OrdinalIgnoreCase) == true
        && Find(new AssemblyName(args.Name).Name) is { } path
            ? Assembly.LoadFrom(path)
            : null;
#else
    private static readonly ModuleContext Context = new();

    public static void Subscribe() => AssemblyLoadContext.Default.Resolving += Resolve;

    public static void Unsubscribe() => AssemblyLoadContext.Default.Resolving -= Resolve;

    // The cmdlets reference the client alone; what the client needs is found in its own context.
    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == Client ? Context.LoadFromAssemblyName(name) : null;

    /// <summary>Holds the client and the third-party assemblies, apart from everybody else's.</summary>
    private sealed class ModuleContext() : AssemblyLoadContext("WebRun")
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Find(assemblyName.Name) is { } path ? LoadFromAssemblyPath(path) : null;
    }
#endif
}
