using System;
using System.IO;
using WebRun.Help;

if (args is not [var source, var target])
{
    await Console.Error.WriteLineAsync("Usage: WebRun.Help <folder with Markdown> <folder for the compiled help>");
    return 2;
}

try
{
    HelpCompiler.Compile(source, target);
    return 0;
}
catch (MarkdownException e)
{
    // The format in which a build recognizes an error of a tool, with file and line.
    await Console.Error.WriteLineAsync($"{e.Path}({e.Line}): error WEBRUNHELP: {e.Message}");
    return 1;
}
catch (IOException e)
{
    await Console.Error.WriteLineAsync($"WebRun.Help : error WEBRUNHELP: {e.Message}");
    return 1;
}
