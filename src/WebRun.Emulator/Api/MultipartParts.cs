using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using WebRun.Emulator.Model;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Api;

/// <summary>Reads a multipart/form-data body part by part, without reading ahead.</summary>
internal static class MultipartParts
{
    /// <summary>The parts; each has to be read before the next is asked for.</summary>
    public static async IAsyncEnumerable<Part> ReadAsync(Exchange exchange, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(Boundary(exchange.ContentType), exchange.Content);
        while (await NextAsync(reader, cancellationToken) is { } section)
        {
            var header = section.GetContentDispositionHeader() ?? throw Broken("A part needs a Content-Disposition of form-data.");
            var fileName = header.FileNameStar.HasValue ? header.FileNameStar : header.FileName;
            yield return new Part(
                HeaderUtilities.RemoveQuotes(header.Name).ToString(),
                fileName.HasValue ? HeaderUtilities.UnescapeAsQuotedString(fileName).ToString() : null,
                section.Body);
        }
    }

    private static string Boundary(string? contentType)
    {
        if (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && string.Equals(type.MediaType.ToString(), "multipart/form-data", StringComparison.OrdinalIgnoreCase)
            && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 } boundary)
        {
            return boundary.ToString();
        }

        throw Broken("The body must be multipart/form-data with a boundary.");
    }

    private static Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellationToken) =>
        RefuseBroken(() => reader.ReadNextSectionAsync(cancellationToken));

    // A connection that ends meanwhile is not a broken body.
    private static async Task<T> RefuseBroken<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not (BadHttpRequestException or ConnectionResetException))
        {
            throw Broken("The multipart body is broken.", exception);
        }
    }

    private static Refusal Broken(string message, Exception? inner = null) => new(400, "INVALID_PARAMS", message, inner);

    /// <summary>One part: a field, or a file if it has a file name.</summary>
    internal sealed record Part(string Name, string? FileName, Stream Content)
    {
        /// <summary>Reads it to its end; all of it goes into <paramref name="copy"/>.</summary>
        /// <exception cref="Refusal">It is longer than <paramref name="most"/>, or breaks off.</exception>
        public Task<ReceivedContent> ReceiveAsync(long most, Stream copy, CancellationToken cancellationToken) =>
            RefuseBroken(() => ReceivedContent.ReadAsync(Content, most, copy, cancellationToken));
    }
}
