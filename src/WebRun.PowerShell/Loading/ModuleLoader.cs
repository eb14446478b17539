using System.Management.Automation;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell;

/// <summary>Makes the module's other assemblies known to the runtime on import, and takes that back on removal.</summary>
public sealed class ModuleLoader : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport()
    {
        AssemblyResolver.Subscribe();
        TypeNames.Register();
        LeftSessions.Report();
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        TypeNames.Unregister();
        AssemblyResolver.Unsubscribe();
    }
}
