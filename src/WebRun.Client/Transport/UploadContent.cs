using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Models;

namespace WebRun.Transport;

/// <summary>The bytes of an open file as a part of a request, with the memory of one step.</summary>
/// <param name="file">The file, which stays open.</param>
/// <param name="onStep">Receives how many bytes each step has sent.</param>
/// <param name="cancellationToken">Cancels sending, also where the framework does not pass its own token.</param>
internal sealed class UploadContent(WebRunUpload file, Action<int> onStep, CancellationToken cancellationToken) : HttpContent
{
    private const int StepBytes = 128 * 1024;

    /// <summary>A form of several files, and fields beside them.</summary>
    /// <param name="field">The field of each file.</param>
    /// <param name="files">The files.</param>
    /// <param name="fields">Other fields; those that are null are left out.</param>
    /// <param name="onStep">Called after each step, so that the timeout of the next one starts.</param>
    /// <param name="onProgress">Receives how many bytes have been sent; null for none.</param>
    /// <param name="cancellationToken">Cancels sending.</param>
    public static MultipartFormDataContent Form(string field, IEnumerable<WebRunUpload> files, IReadOnlyDictionary<string, string?> fields, Action onStep, Action<long>? onProgress, CancellationToken cancellationToken)
    {
        long sent = 0;
        var form = new MultipartFormDataContent();
        foreach (var other in fields.Where(f => f.Value is not null))
        {
            form.Add(new StringContent(other.Value!) { Headers = { ContentType = null } }, Quoted(other.Key));
        }

        foreach (var file in files)
        {
            var part = new UploadContent(file, Step, cancellationToken);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            part.Headers.ContentDisposition = Disposition(field, file.Name);
            form.Add(part);
        }

        return form;

        void Step(int count)
        {
            onStep();
            onProgress?.Invoke(sent += count);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = file.Length;
        return true;
    }

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        // Each attempt reads the file from its start.
        var buffer = new byte[StepBytes];
        file.Content.Position = 0;
        for (var left = file.Length; left > 0;)
        {
            var want = (int)Math.Min(left, buffer.Length);
            var count = await LocalFile.DoAsync("read", file.Path, () => file.Content.ReadAsync(buffer, 0, want, cancellationToken)).ConfigureAwait(false);
            if (count == 0)
            {
                throw LocalFile.Unavailable("read", file.Path, null);
            }

            await stream.WriteAsync(buffer, 0, count, cancellationToken).ConfigureAwait(false);
            left -= count;
            onStep(count);
        }
    }

    /// <summary>A part's header, as browsers write it. A name that is not plain ASCII is repeated in its full form.</summary>
    private static ContentDispositionHeaderValue Disposition(string field, string name)
    {
        var ascii = new string([.. name.Select(c => c is >= ' ' and <= '~' and not ('"' or '\\') ? c : '_')]);
        var disposition = new ContentDispositionHeaderValue("form-data") { Name = Quoted(field), FileName = Quoted(ascii) };
        if (ascii != name)
        {
            disposition.FileNameStar = name;
        }

        return disposition;
    }

    private static string Quoted(string text) => $"\"{text}\"";
}

/// <summary>A JSON body that reports when it is sent, which is after the connection is made.</summary>
internal sealed class RequestContent(byte[] body, Action? onSending) : ByteArrayContent(body)
{
    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        onSending?.Invoke();
        return base.SerializeToStreamAsync(stream, context);
    }
}
