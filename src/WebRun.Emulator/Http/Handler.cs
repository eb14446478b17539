using System.Threading.Tasks;

namespace WebRun.Emulator;

/// <summary>Does what one endpoint does; throws a <see cref="Refusal"/> for a request that it does not take.</summary>
internal delegate Task<Answer> Handler(Exchange exchange);
