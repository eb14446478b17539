using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security;

namespace WebRun.Client.Tests;

/// <summary>Secrets, webhooks, proxies and session options: what they take, what they refuse by name, and what they show.</summary>
public class ParameterModelTests
{
    private const string Mark = "CANARY-7f3a9c";

    [Theory]
    [InlineData("shop.example", "shop.example")]
    [InlineData("*.shop.example", "*.shop.example")]
    [InlineData("localhost", "localhost")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("ALL", "all")]
    public void Secret_matches_hosts(string match, string sent) => Assert.Equal(sent, new WebRunSecret(match, [Field("a", "b")]).Match);

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData("https://shop.example")]
    [InlineData("https://me:CANARY-7f3a9c@shop.example")]
    [InlineData("shop.example/login")]
    [InlineData("shop.example:443")]
    [InlineData("*.*.example")]
    [InlineData("shop example")]
    public void Secret_that_matches_no_site_is_refused(string match) => Refuses("Secret", () => new WebRunSecret(match, [Field("a", Mark)]));

    [Fact]
    public void Secret_without_a_value_is_refused()
    {
        Refuses("Secret", () => new WebRunSecret("all", []));
        Assert.Contains("'token'", Refuses("Secret", () => new WebRunSecret("all", [Field("user", Mark), Field("token", "")])).Message, StringComparison.Ordinal);
        Refuses("Secret", () => new WebRunSecret("all", [Field(" ", Mark)]));
    }

    [Fact]
    public void Two_secrets_for_the_same_match_are_refused() =>
        Assert.Contains("A.example", Refuses("Secret", () => new WebRunTaskRequest { Secrets = [new("A.example", [Field("a", Mark)]), new("a.example", [Field("b", Mark)])] }).Message, StringComparison.Ordinal);

    [Fact]
    public void Secret_is_kept_when_its_giver_disposes_of_the_value()
    {
        using var value = new NetworkCredential("", "abc").SecurePassword;
        var secret = new WebRunSecret("all", [new("a", value)]);

        value.Clear();

        Assert.Equal(3, secret.Fields.Single().Value.Length);
    }

    [Theory]
    [InlineData("http://hooks.example")]
    [InlineData("http://127.0.0.1:4020/hook")]
    [InlineData("https://localhost/hook")]
    [InlineData("https://127.0.0.1/hook")]
    [InlineData("https://me:CANARY-7f3a9c@hooks.example")]
    [InlineData("ftp://hooks.example")]
    [InlineData("hooks.example")]
    public void Webhook_that_the_service_cannot_call_is_refused(string url) => Refuses("Webhook", () => new WebRunWebhook(new Uri(url, UriKind.RelativeOrAbsolute)));

    [Fact]
    public void Webhook_with_an_empty_auth_is_refused() => Refuses("Webhook", () => new WebRunWebhook(new Uri("https://hooks.example"), auth: new SecureString()));

    [Theory]
    [InlineData("DEU")]
    [InlineData("XX")]
    [InlineData("UK")]
    [InlineData("")]
    [InlineData("Germany")]
    public void Country_that_does_not_exist_is_refused(string country) => Refuses("Proxy", () => WebRunProxy.InCountry(country));

    [Theory]
    [InlineData("https://u:CANARY-7f3a9c@proxy.example:8080")]
    [InlineData("socks5://u:CANARY-7f3a9c@proxy.example")]
    [InlineData("http://u:CANARY-7f3a9c@proxy.example:8080/path")]
    [InlineData("http://u:CANARY-7f3a9c@proxy.example:8080?x=1")]
    [InlineData("http://:CANARY-7f3a9c@proxy.example:8080")]
    [InlineData("http://proxy.example:0")]
    [InlineData("proxy.example")]
    public void Proxy_that_is_no_address_is_refused(string address) => Refuses("Proxy", () => WebRunProxy.Custom(new Uri(address, UriKind.RelativeOrAbsolute)));

    [Fact]
    public void Proxy_with_two_credentials_or_none_in_one_is_refused()
    {
        Refuses("Proxy", () => WebRunProxy.Custom(new Uri($"http://u:{Mark}@proxy.example:1"), new NetworkCredential("u", Mark)));
        Refuses("Proxy", () => WebRunProxy.Custom(new Uri("http://proxy.example:1"), new NetworkCredential("", Mark)));
    }

    [Theory]
    [InlineData("https://ads.example")]
    [InlineData("ads.example/x")]
    [InlineData("*.ads.example")]
    [InlineData("")]
    public void Domain_that_is_none_is_refused(string domain) => Refuses("AvoidDomain", () => new WebRunTaskRequest { AvoidDomains = ["good.example", domain] });

    [Fact]
    public void Ids_that_are_none_are_refused()
    {
        Refuses("EnvironmentId", () => new WebRunSessionOptions { EnvironmentId = "a/b" });
        Refuses("PolicyId", () => new WebRunSessionOptions { PolicyId = "" });
    }

    [Fact]
    public void Countries_are_those_of_the_standard()
    {
        Assert.Equal(249, CountryCodes.All.Distinct(StringComparer.Ordinal).Count());
        Assert.All(CountryCodes.All, code => Assert.Matches("^[A-Z]{2}$", code));
        Assert.Equal(("Germany", "zz"), (CountryCodes.NameOf("DE"), CountryCodes.NameOf("zz")));
        Assert.Equal("DE", WebRunProxy.InCountry("de").Country);
    }

    [Fact]
    public void What_is_secret_is_not_shown()
    {
        var secret = new WebRunSecret("*.shop.example", [Field("user", Mark), Field("token", Mark)]);
        var webhook = new WebRunWebhook(new Uri($"https://hooks.example/{Mark}"), auth: new NetworkCredential("", Mark).SecurePassword);
        var proxy = WebRunProxy.Custom(new Uri($"http://{Mark}:{Mark}@proxy.example:8080"));
        var request = new WebRunTaskRequest { Secrets = [secret], Webhook = webhook };
        var options = new WebRunSessionOptions { Proxy = proxy };

        Assert.Equal("*.shop.example (user, token)", $"{secret}");
        Assert.Equal("hooks.example at hooks.example (FullResponse)", $"{webhook}");
        Assert.Equal("http://proxy.example:8080", $"{proxy}");
        Assert.DoesNotContain(Mark, $"{request}{options}", StringComparison.Ordinal);
        Assert.Equal((true, true), (webhook.HasAuth, proxy.HasCredential));
    }

    private static WebRunException Refuses(string parameter, Func<object> make)
    {
        var error = Assert.Throws<WebRunException>(() => make());
        Assert.Equal(WebRunErrorId.InvalidParameter, error.Id);
        Assert.Contains($"The {parameter} ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Mark, error.ToString(), StringComparison.Ordinal);
        return error;
    }

    private static KeyValuePair<string, SecureString> Field(string name, string value) => new(name, new NetworkCredential("", value).SecurePassword);
}
