using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace WebRun.PowerShell.Loading;

/// <summary>Lets scripts name the client's types, such as <c>[WebRun.WebRunTask]</c>: as type accelerators, because PowerShell does not look into the load context that has them.</summary>
internal static class TypeNames
{
    // PowerShell's own way to them is the same in all versions, but not public.
    private static readonly Type Accelerators = typeof(PSObject).Assembly.GetType("System.Management.Automation.TypeAccelerators", throwOnError: true)!;
    private static readonly HashSet<string> Added = [];
    private static int s_imports;

    /// <summary>Adds them for the whole process, with the first of its runspaces that imports the module. A name that somebody else has taken stays theirs.</summary>
    public static void Register()
    {
        lock (Added)
        {
            if (s_imports++ == 0)
            {
                var known = (Dictionary<string, Type>)Accelerators.GetProperty("Get")!.GetValue(null)!;
                foreach (var type in typeof(WebRunTask).Assembly.GetExportedTypes().Where(type => !known.ContainsKey(type.FullName!)))
                {
                    Call("Add", type.FullName!, type);
                    Added.Add(type.FullName!);
                }
            }
        }
    }

    /// <summary>Removes those that were added, with the last runspace that removes the module.</summary>
    public static void Unregister()
    {
        lock (Added)
        {
            if (--s_imports == 0)
            {
                foreach (var name in Added)
                {
                    Call("Remove", name);
                }

                Added.Clear();
            }
        }
    }

    private static void Call(string method, params object[] arguments) => Accelerators.GetMethod(method)!.Invoke(null, arguments);
}
