using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;
using WebRun.Shell;

namespace WebRun.PowerShell.Tests;

/// <summary>
/// What the module names exists where it runs: for Windows PowerShell 5.1 in .NET Framework 4.7.2 and later, for PowerShell 7.4 in .NET 8,
/// and for both in the classes that all versions of PowerShell have.
/// </summary>
public sealed class ReferenceTests
{
    private const string Desktop = "netstandard2.0";
    private const string Core = "net8.0";
    private const string Client = "WebRun.Client";

    [Theory]
    [InlineData(Desktop, "net472", 10000)]
    [InlineData(Desktop, "net48", 10000)]
    [InlineData(Core, "net8.0", 6000)]
    public void Everything_that_is_named_exists(string half, string framework, int least)
    {
        using var check = new ReferenceCheck(Shipped(half), Surface(framework));

        Assert.Equal([], check.Unresolved());
        Assert.InRange(check.Count, least, int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine($"{half} in {framework}: {check.Count} references");
    }

    [Theory]
    [InlineData("net472", "System.Net.Http", "System.Net.Http.HttpClient")]
    [InlineData("net48", "System.Net.Http", "System.Net.Http.HttpClient")]
    [InlineData("net48", "System.Management.Automation", "System.Management.Automation.PSCmdlet")]
    [InlineData("net8.0", "System.Text.Json", "System.Text.Json.JsonElement")]
    public void Assembly_that_is_missing_there_is_noticed(string framework, string assembly, string type)
    {
        using var check = new ReferenceCheck(Shipped(framework == Core ? Core : Desktop), Surface(framework).Where(path => Path.GetFileNameWithoutExtension(path) != assembly));

        Assert.Contains(check.Unresolved(), reference => reference.EndsWith(type, StringComparison.Ordinal));
    }

    [Fact]
    public void Assembly_that_the_module_lacks_is_noticed()
    {
        using var check = new ReferenceCheck(Shipped(Desktop, except: "System.Memory"), Surface("net472"));

        Assert.InRange(check.Unresolved().Count, 100, int.MaxValue);
    }

    /// <summary>
    /// PowerShell looks at the exported classes before it tells the module that it is imported. If the runtime needs the client for that, it takes the one beside the cmdlets,
    /// and what the client needs is not found then. On Windows it needs it for a virtual member that takes or returns a value type; everywhere for a base class and for a field of a value type.
    /// </summary>
    [Fact]
    public void Cmdlets_can_be_looked_at_without_the_client()
    {
        using var module = ModuleDefinition.ReadModule(Path.Combine(Folder(Core), "WebRun.PowerShell.dll"));

        var needed = module.Types.Where(type => type.IsPublic).SelectMany(type => type.Methods.Where(method => method.IsVirtual)
            .SelectMany(method => method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType).Select(used => (Used: used, By: method.FullName)))
            .Concat(type.Fields.Where(field => !field.IsStatic).Select(field => (Used: field.FieldType, By: field.FullName)))
            .Where(use => IsOfClient(use.Used) && use.Used.IsValueType)
            .Concat(type.Interfaces.Select(used => (Used: used.InterfaceType, By: type.FullName)).Append((Used: type.BaseType, By: type.FullName)).Where(use => use.Used is not null && IsOfClient(use.Used))));

        Assert.Empty(needed.Select(use => use.By));

        static bool IsOfClient(TypeReference used) => used is GenericInstanceType made ? made.GenericArguments.Any(IsOfClient) : used.Scope.Name == Client;
    }

    [Fact]
    public void Other_half_is_noticed()
    {
        using var check = new ReferenceCheck(Shipped(Core), Surface("net472"));

        Assert.InRange(check.Unresolved().Count, 100, int.MaxValue);
    }

    [Theory]
    [InlineData(Desktop, "net48", typeof(string), nameof(string.Contains), typeof(char))]
    [InlineData(Core, "net8.0", typeof(Convert), nameof(Convert.ToHexStringLower), typeof(byte[]))]
    public void Call_that_is_missing_there_is_noticed(string half, string framework, Type type, string method, Type parameter)
    {
        using var check = new ReferenceCheck([Calling(type, method, parameter, half), .. Shipped(half, except: Client)], Surface(framework));

        Assert.Contains($"::{method}(", Assert.Single(check.Unresolved()), StringComparison.Ordinal);
    }

    /// <summary>What the module has in a half: our assemblies, and what they bring.</summary>
    private static IEnumerable<byte[]> Shipped(string half, string? except = null) =>
        Directory.GetFiles(Folder(half), "*.dll").Concat(Directory.GetFiles(Path.Combine(Folder(half), "lib"), "*.dll")).Where(path => Path.GetFileNameWithoutExtension(path) != except).Select(File.ReadAllBytes);

    private static string Folder(string half) => Path.Combine(Path.GetDirectoryName(Engine.Manifest)!, "bin", half);

    /// <summary>The reference assemblies of a framework, and of the PowerShell that all versions have.</summary>
    private static IEnumerable<string> Surface(string framework)
    {
        var packages = PinnedPowerShell.FromBuild("PackageRoot");
        var assemblies = framework == Core
            ? Path.Combine(packages, "microsoft.netcore.app.ref", PinnedPowerShell.FromBuild("NetCoreReferences"), "ref", Core)
            : Path.Combine(packages, $"microsoft.netframework.referenceassemblies.{framework}", PinnedPowerShell.FromBuild("FrameworkReferences"), "build", ".NETFramework", framework == "net472" ? "v4.7.2" : "v4.8");
        var powerShell = Path.Combine(packages, "powershellstandard.library", PinnedPowerShell.FromBuild("PowerShellReferences"), "lib", framework == Core ? Desktop : "net452");
        return [.. Directory.GetFiles(assemblies, "*.dll", SearchOption.AllDirectories), .. Directory.GetFiles(powerShell, "*.dll")];
    }

    /// <summary>The client of a half, with one more call in it.</summary>
    private static byte[] Calling(Type type, string method, Type parameter, string half)
    {
        using var client = ModuleDefinition.ReadModule(Path.Combine(Folder(half), Client + ".dll"));
        var library = client.TypeSystem.CoreLibrary;
        var called = new MethodReference(method, client.TypeSystem.Boolean, new TypeReference(type.Namespace, type.Name, client, library)) { HasThis = type == typeof(string) };
        called.Parameters.Add(new ParameterDefinition(parameter == typeof(char) ? client.TypeSystem.Char : new ArrayType(client.TypeSystem.Byte)));
        var caller = client.Types.SelectMany(one => one.Methods).First(one => one.HasBody).Body;
        caller.GetILProcessor().InsertBefore(caller.Instructions[0], Instruction.Create(OpCodes.Call, called));
        using var content = new MemoryStream();
        client.Write(content);
        return content.ToArray();
    }
}
