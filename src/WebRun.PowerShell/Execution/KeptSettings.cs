using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell.Execution;

/// <summary>What a task ran with, read from an object that JSON or CSV has kept of it.</summary>
internal static class KeptSettings
{
    private static readonly string[] Names =
    [
        nameof(WebRunTask.NotKept), nameof(WebRunTask.StartingPoint), nameof(WebRunTask.MaxDuration), nameof(WebRunTask.MaxInputTokens), nameof(WebRunTask.MaxOutputTokens), nameof(WebRunTask.MaxCost),
        nameof(WebRunTask.Timeout), nameof(WebRunTask.AvoidDomain), nameof(WebRunTask.OutputSchema), nameof(WebRunTask.File), nameof(WebRunTask.EnvironmentId),
        nameof(WebRunTask.PolicyId), nameof(WebRunTask.Proxy), nameof(WebRunTask.ReachOutMode), nameof(WebRunTask.Then), nameof(WebRunTask.Tag),
    ];

    /// <summary>Gives a new task what the object has. What cannot be read counts as not kept.</summary>
    public static WebRunTask With(this WebRunTask task, PSObject? kept)
    {
        foreach (var name in Names)
        {
            if (Wrapped.Of(kept, name) is { } value and not "")
            {
                var property = typeof(WebRunTask).GetProperty(name)!;
                try
                {
                    property.SetValue(task, name == nameof(WebRunTask.Then) ? new StepsTransformationAttribute().TransformCell(value) : Read(value, property.PropertyType));
                }
                catch (Exception e) when (e is PSInvalidCastException or ArgumentTransformationMetadataException or WebRunException or TargetInvocationException)
                {
                    task = task with { NotKept = [.. task.NotKept ?? [], name] };
                }
            }
        }

        return task;
    }

    private static object? Read(object value, Type type) =>
        type == typeof(IReadOnlyList<string>) ? (string[])[.. Wrapped.Items(value).SelectMany(item => CellList.Of($"{item}"))]
        : type == typeof(TimeSpan?) ? new DurationTransformationAttribute().Transform(null!, value)
        : value is string text && type == typeof(decimal?) ? NumberText.Read(text)
        : LanguagePrimitives.ConvertTo(value, type, CultureInfo.InvariantCulture);
}
