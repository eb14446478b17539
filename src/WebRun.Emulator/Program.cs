using System;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using WebRun.Emulator;

if (CommandLine.AsksForHelp(args))
{
    Console.WriteLine(CommandLine.Help);
    return 0;
}

EmulatorOptions options;
try
{
    options = CommandLine.Parse(args) with { OnRequest = Print };
}
catch (FormatException exception)
{
    await Console.Error.WriteLineAsync($"{exception.Message} --help shows the options.");
    return 2;
}

var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    await using var emulator = await WebRunEmulator.StartAsync(options);
    var address = emulator.BaseUri.AbsoluteUri.TrimEnd('/');
    Console.WriteLine($"WebRun emulator at {address} (set $env:WEBRUN_BASE_URL = '{address}' and $env:WEBRUN_API_KEY = 'enig_' + any text; Ctrl+C stops it)");
    await stop.Task;
    return 0;
}
catch (Exception exception) when (exception is IOException or SocketException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.TrySetResult();
}

static void Print(RequestRecord request)
{
    var status = request.Status?.ToString(CultureInfo.InvariantCulture) ?? "cut";
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{request.Method} {request.Path} {status} {request.Duration?.TotalMilliseconds:0} ms"));
}
