using System;

namespace WebRun.PowerShell;

/// <summary>Takes session ids, or objects that have one: sessions and tasks, also after remoting or a file.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SessionIdTransformationAttribute() : IdTransformationAttribute("SessionId");
