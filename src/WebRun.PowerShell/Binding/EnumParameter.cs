using System;

namespace WebRun.PowerShell.Binding;

/// <summary>Holds the value of a parameter whose type is an enum of the client.</summary>
/// <remarks>
/// PowerShell reads all types of the module before it calls <see cref="ModuleLoader.OnImport"/>. A field of the enum itself would make the
/// runtime load the client at that moment, because it has to know the field's size: into the default context, where it can clash with
/// what other modules have loaded. For a reference to this class it does not have to know anything.
/// </remarks>
internal sealed class EnumParameter<T>
    where T : struct, Enum
{
    /// <summary>The value; null while there is none.</summary>
    public T? Value { get; set; }
}
