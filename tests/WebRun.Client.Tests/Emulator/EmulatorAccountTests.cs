using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.Client.Tests;

/// <summary>What the emulator counts of money, and of itself.</summary>
public class EmulatorAccountTests
{
    [Fact]
    public async Task Balance_counts_what_each_session_has_cost_once_and_refuses_when_it_is_used_up()
    {
        var time = new TestClock();
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, Balance = 0.20m, TimeProvider = time });
        using var http = emulator.Http();

        Assert.Equal(0.20m, await OpenAsync());
        await RunAsync();
        await RunAsync();
        Assert.Equal(0.10m, await OpenAsync());

        // Both open sessions live for a minute, and the ended ones no more.
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0.06m, await OpenAsync());
        await RunAsync();

        var (status, refused) = await http.TryAsync(HttpMethod.Post, "start/start-session", EmulatorHttp.JsonBody("{}"));
        Assert.Equal((402, 0.01m), (status, (decimal)refused!["details"]!["balance"]!));

        async Task<decimal> OpenAsync() => (decimal)(await http.PostAsync("start/start-session", "{}"))["balance"]!;

        Task RunAsync() => http.PostAsync("start/run-task", """{"taskDetails":"x [[duration=0ms; cost=0.05]]"}""");
    }

    [Fact]
    public async Task No_two_emulators_of_a_process_have_the_same_address()
    {
        var addresses = new HashSet<Uri>();

        // Of so many out of the system's free ports two would almost surely be the same.
        for (var i = 0; i < 300; i++)
        {
            await using var emulator = await WebRunEmulator.StartAsync();
            Assert.True(addresses.Add(emulator.BaseUri));
        }
    }
}
