using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;

namespace WebRun.Transport;

/// <summary>A JSON body that reports when it is sent, which is when the connection has been made.</summary>
internal sealed class RequestContent(byte[] body, Action? onSending) : ByteArrayContent(body)
{
    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        onSending?.Invoke();
        return base.SerializeToStreamAsync(stream, context);
    }
}
