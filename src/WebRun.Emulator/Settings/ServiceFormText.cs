using System;
using System.Collections.Frozen;
using System.Collections.Generic;

namespace WebRun.Emulator.Settings;

/// <summary>Reads forms from text: <c>wrapped</c>, or several as <c>bare,byte-order-mark</c>; <c>documented</c> is the usual form.</summary>
internal static class ServiceFormText
{
    private static readonly FrozenDictionary<string, ServiceForm> Words =
        Enum.GetValues<ServiceForm>().ToFrozenDictionary(form => EnumWords.Of(form, '-'), StringComparer.Ordinal);

    /// <summary>The forms; null if one does not exist.</summary>
    public static IReadOnlyCollection<ServiceForm>? Read(string text)
    {
        var forms = new HashSet<ServiceForm>();
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Words.TryGetValue(word, out var form))
            {
                forms.Add(form);
            }
            else if (word is not "documented")
            {
                return null;
            }
        }

        return forms;
    }
}
