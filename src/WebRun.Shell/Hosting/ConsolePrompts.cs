using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using WebRun.Shell.Editing;

namespace WebRun.Shell.Hosting;

/// <summary>Asks the person at the terminal; fails at once where there is none, so that nothing waits for ever.</summary>
internal sealed class ConsolePrompts(Screen screen)
{
    private readonly LineEditor _editor = new(screen);

    /// <summary>Fails when no person is there to answer.</summary>
    /// <exception cref="PSInvalidOperationException">Standard input or output is no terminal.</exception>
    public static void RequirePerson(Screen screen)
    {
        if (!screen.IsInteractive)
        {
            throw new PSInvalidOperationException(
                "Nobody can be asked: standard input or standard output is not a terminal. Give the value as a parameter.");
        }
    }

    /// <summary>Reads a line.</summary>
    public string ReadLine(string prompt)
    {
        RequirePerson(screen);
        var line = _editor.Read(prompt);
        return line.End == LineEnd.Accepted ? line.Text : throw new PipelineStoppedException();
    }

    /// <summary>Reads a secret; asterisks stand for what is typed.</summary>
    public SecureString ReadSecret(string prompt)
    {
        RequirePerson(screen);
        return SecretReader.Read(screen, prompt);
    }

    /// <summary>Asks for each of a set of values, as for missing mandatory parameters.</summary>
    public Dictionary<string, PSObject> AskFields(string caption, string message, Collection<FieldDescription> fields)
    {
        RequirePerson(screen);
        WriteHeading(caption, message);
        return fields.ToDictionary(field => field.Name, field => PSObject.AsPSObject(AskField(field)), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Asks for a user name, unless it is given, and a password.</summary>
    public PSCredential AskCredential(string caption, string message, string? userName)
    {
        RequirePerson(screen);
        WriteHeading(caption, message);
        while (string.IsNullOrWhiteSpace(userName))
        {
            userName = ReadLine("User: ");
        }

        return new PSCredential(userName, ReadSecret($"Password for user {userName}: "));
    }

    /// <summary>Lets the person choose one of several answers by its key or its name.</summary>
    public int AskChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RequirePerson(screen);
        WriteHeading(caption, message);
        var labels = choices.Select(choice => ChoiceLabel.Parse(choice.Label)).ToList();
        var prompt = string.Join("  ", labels.Select(label => $"[{label.Key}] {label.Text}").Append("[?] Help"));
        prompt += defaultChoice >= 0 ? $" (default is \"{labels[defaultChoice].Key}\"): " : ": ";
        while (true)
        {
            var answer = ReadLine(prompt).Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            var chosen = labels.FindIndex(label => label.IsMeantBy(answer));
            if (chosen >= 0)
            {
                return chosen;
            }

            if (string.Equals(answer, "?", StringComparison.Ordinal))
            {
                WriteHelp(choices, labels);
            }
        }
    }

    private object AskField(FieldDescription field)
    {
        var label = ChoiceLabel.Parse(string.IsNullOrEmpty(field.Label) ? field.Name : field.Label).Text;
        if (!LanguagePrimitives.TryConvertTo<Type>(field.ParameterAssemblyFullName, out var type))
        {
            type = typeof(string);
        }

        if (type == typeof(SecureString))
        {
            return ReadSecret($"{label}: ");
        }

        if (type == typeof(PSCredential))
        {
            return AskCredential("", label, userName: null);
        }

        return type.IsArray ? AskList(label) : ReadLine($"{label}: ");
    }

    private string[] AskList(string label)
    {
        var items = new List<string>();
        while (true)
        {
            var item = ReadLine(string.Create(CultureInfo.InvariantCulture, $"{label}[{items.Count}]: "));
            if (item.Length == 0)
            {
                return [.. items];
            }

            items.Add(item);
        }
    }

    private void WriteHelp(Collection<ChoiceDescription> choices, List<ChoiceLabel> labels)
    {
        for (var i = 0; i < choices.Count; i++)
        {
            screen.WriteLine($"{labels[i].Key} - {choices[i].HelpMessage}");
        }
    }

    private void WriteHeading(string caption, string message)
    {
        foreach (var line in new[] { caption, message }.Where(line => !string.IsNullOrEmpty(line)))
        {
            screen.WriteLine(line);
        }
    }
}
