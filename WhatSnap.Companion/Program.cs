using WhatSnap.Companion;
using WhatSnap.Companion.Health;

return await Commands.RunAsync(args, MacPlaces.OfThisComputer(), Console.Out, TimeProvider.System, CancellationToken.None);
