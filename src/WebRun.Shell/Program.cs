using System;
using System.IO;
using System.Management.Automation;
using System.Text;
using System.Threading.Tasks;
using WebRun.Shell.Hosting;
using WebRun.Shell.Running;

namespace WebRun.Shell;

/// <summary>The program: arguments in, exit code out.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

        var screen = new Screen();
        var options = ShellOptions.Parse(arguments);
        if (options.Action == ShellAction.Help)
        {
            screen.WriteLine(ShellOptions.Usage);
            return ExitCodes.Success;
        }

        if (options.Action == ShellAction.File && !File.Exists(options.Text))
        {
            options = options with { Action = ShellAction.Invalid, Text = $"There is no script file '{options.Text}'." };
        }

        if (options.Action == ShellAction.Invalid)
        {
            screen.WriteErrorLine(options.Text);
            return ExitCodes.Usage;
        }

        if (ModuleManifest.Find(AppContext.BaseDirectory) is not { } manifest)
        {
            screen.WriteErrorLine("The module WebRun.PowerShell has not been built yet: run `dotnet build` at the top of the repository first.");
            return ExitCodes.Failure;
        }

        return await RunAsync(await ResolveAsync(options, screen), manifest, screen);
    }

    /// <summary>Decides what to do where the arguments leave it to what is connected.</summary>
    private static async Task<ShellOptions> ResolveAsync(ShellOptions options, Screen screen)
    {
        switch (options.Action)
        {
            case ShellAction.StandardInput:
                return options with { Action = ShellAction.Command, Text = await StandardInput.ReadAsync() };
            case ShellAction.Unspecified when screen.IsInteractive:
                return options with { Action = ShellAction.Prompt };
            case ShellAction.Unspecified:
                var script = Console.IsInputRedirected ? await StandardInput.ReadIfAnyAsync() : "";
                return string.IsNullOrWhiteSpace(script)
                    ? options with { Action = ShellAction.Quickstart }
                    : options with { Action = ShellAction.Command, Text = script };
            default:
                return options;
        }
    }

    private static async Task<int> RunAsync(ShellOptions options, string manifest, Screen screen)
    {
        // The engine is closed before the emulator, so that the module can still end what it opened.
        await using var service = await StartServiceAsync(options.Action, screen);
        var host = new ShellHost(screen);
        using var engine = new ShellEngine(host);
        using var interrupts = new Interrupts(engine, host);

        var import = new PSCommand().AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("ErrorAction", ActionPreference.Stop);
        if (await engine.RunAsync(import) != RunOutcome.Succeeded)
        {
            return ExitCodes.Failure;
        }

        return options.Action switch
        {
            ShellAction.Prompt => await new InteractivePrompt(engine, host, screen).RunAsync(),
            ShellAction.Quickstart => await new Quickstart(engine, screen).RunAsync(),
            ShellAction.File => await new ScriptRunner(engine, host).RunFileAsync(options.Text, options.Arguments),
            _ => await new ScriptRunner(engine, host).RunTextAsync(options.Text),
        };
    }

    /// <summary>Starts the emulator where there is no account to work with, or none should be charged.</summary>
    private static async Task<EmulatedService?> StartServiceAsync(ShellAction action, Screen screen)
    {
        var hasKey = !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(EmulatedService.KeyVariable));
        if (hasKey && action != ShellAction.Quickstart)
        {
            return null;
        }

        var service = await EmulatedService.StartAsync();
        var reason = hasKey ? "The quickstart leaves WEBRUN_API_KEY alone" : "WEBRUN_API_KEY is not set";
        screen.WriteErrorLine($"{reason}: the emulator at {service.Address} stands in for the service, and nothing is charged.");
        return service;
    }
}
