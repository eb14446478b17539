using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator.Live;
using WebRun.Emulator.Recording;

namespace WebRun.Emulator.Api;

/// <summary>GET /socket.io/: the live link, over the websocket transport only.</summary>
internal sealed class SocketEndpoint(LiveSessions sessions, EmulatorOptions options)
{
    /// <summary>Accepts a websocket, or refuses it with Engine.IO's own codes and messages.</summary>
    public static Task<Response> AnswerAsync(Exchange exchange) => Task.FromResult(exchange switch
    {
        _ when exchange.Query("transport") is not "websocket" => Wrong(0, "Transport unknown"),
        _ when exchange.Query("sid").Length > 0 => Wrong(1, "Session ID unknown"),
        _ when !exchange.WantsSocket => Wrong(3, "Bad request"),
        _ when exchange.Query("EIO") is not "4" => Wrong(5, "Unsupported protocol version"),
        _ => Response.SwitchingProtocols,
    });

    /// <summary>Serves the websocket that was accepted, until it ends.</summary>
    public async Task ServeAsync(Exchange exchange, SocketRecorder.Entry entry)
    {
        using var socket = await exchange.AcceptSocketAsync();
        using var link = new SocketConnection(socket, exchange.BaseUri, sessions, entry, options);
        await link.RunAsync(exchange.Abandoned);
    }

    private static Response Wrong(int code, string message) => Response.Json(new JsonObject { ["code"] = code, ["message"] = message }, 400);
}
