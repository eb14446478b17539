using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Scenarios;

/// <summary>What no good server sends.</summary>
internal static class TroubleFrames
{
    private const int HugeSize = 64 * 1024 * 1024;

    // None of these ends a link or looks like a real event.
    private static readonly string[] Unreadable =
    [
        "", " ", "x", "9", "0", "0{", "0[]", "4", "49", "4x", "6", "5", "3probe", "43", "43[]", "439", "43999[{}]",
        "42", "42[", "42[]", "42{}", "42null", "42\"message\"", "42[17]", "42[null,{}]", "42[[\"message\"]]", "42[{\"message\":{}}]",
        "42[\"message\"", "42[\"message\"]", "42[\"message\",]", "42[\"message\",{\"type\":}]", "42[\"message\",null]", "42[\"message\",[]]",
        "42[\"message\",\"agent\"]", "42[\"message\",17]", "42[\"message\",{}]", "42[\"message\",{\"type\":17}]", "42[\"message\",{\"type\":null}]",
        "42[\"message\",{\"type\":\"of no kind\",\"data\":{}}]", "42[\"of no name\",{\"type\":\"agent\",\"content\":\"unheard\"}]", "42[\"\",{}]",
        "42/other,[\"message\",{\"type\":\"agent\",\"content\":\"unheard\"}]", "42/other", "4299999999999999999999[\"message\",{}]",
        "42[\"message\",{\"type\":\"of no kind\",\"content\":\"\\ud800\"}]", "42[\"message\",{\"type\":\"of no kind\"}] and more",
        "42[\"message\"," + new string('[', 1000), "42[\"message\"," + new string('[', 1000) + new string(']', 1000) + "]",
        "45", "45-", "451-", "45x-[\"message\"]", "46", "46[]",
    ];

    /// <summary>What a task's trouble brings when it begins.</summary>
    public static IEnumerable<SocketFrame> AtStart(LiveTrouble trouble)
    {
        IEnumerable<SocketFrame> broken = trouble.HasFlag(LiveTrouble.Broken) ? Broken() : [];
        IEnumerable<SocketFrame> huge = trouble.HasFlag(LiveTrouble.Huge) ? Huge() : [];
        IEnumerable<SocketFrame> cut = trouble.HasFlag(LiveTrouble.DropAtStart) ? [SocketFrame.Cut] : [];
        return broken.Concat(huge).Concat(cut);
    }

    private static IEnumerable<SocketFrame> Broken()
    {
        var noise = new SocketFrame(FrameKind.Binary, new byte[] { 0, 1, 2, 0xff });
        return
        [
            .. Unreadable.Select(SocketFrame.Text),
            noise,
            SocketFrame.Text("51-[\"x\",{\"_placeholder\":true,\"num\":0}]"), noise,
            SocketFrame.Text("451-[\"message\",{\"_placeholder\":true,\"num\":0}]"), noise,
            SocketFrame.Text("452-[\"message\",{\"type\":\"agent\",\"content\":{\"_placeholder\":true,\"num\":1}}]"), noise, noise,
        ];
    }

    // Made when a link takes it, so that it is not kept.
    private static IEnumerable<SocketFrame> Huge()
    {
        const string head = "42[\"message\",{\"type\":\"agent\",\"content\":\"";
        const string tail = "\"}]";
        var content = new byte[HugeSize];
        content.AsSpan().Fill((byte)'x');
        Encoding.UTF8.GetBytes(head, content);
        Encoding.UTF8.GetBytes(tail, content.AsSpan(HugeSize - tail.Length));
        yield return new SocketFrame(FrameKind.Text, content);
    }
}
