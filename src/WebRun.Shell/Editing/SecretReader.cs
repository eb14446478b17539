using System;
using System.Management.Automation;
using System.Security;
using WebRun.Shell.Hosting;

namespace WebRun.Shell.Editing;

/// <summary>Reads a secret without ever holding it as text.</summary>
internal static class SecretReader
{
    /// <summary>Lets a person type a secret; each character shows as an asterisk.</summary>
    /// <exception cref="PipelineStoppedException">The person pressed Ctrl+C.</exception>
    public static SecureString Read(Screen screen, string prompt)
    {
        using var controlC = new ControlCAsKey();
        var secret = new SecureString();
        screen.Write(prompt);
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                screen.WriteLine();
                secret.MakeReadOnly();
                return secret;
            }

            if (ControlCAsKey.Is(key))
            {
                secret.Dispose();
                screen.WriteLine("^C");
                throw new PipelineStoppedException();
            }

            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
            {
                secret.RemoveAt(secret.Length - 1);
                screen.Write("\b \b");
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.AppendChar(key.KeyChar);
                screen.Write("*");
            }
        }
    }
}
