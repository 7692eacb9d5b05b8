package penstock.vectoriser;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import penstock.vectoriser.trace.Logos;

/// The pictures in `samples/` for load generation: logos of simple-icons (CC0-1.0) in their brand
/// colours, 64 to 128 pixels, on white, coloured or transparent ground. Run `main` with the folder to
/// write them again; the test compares the checked-in pictures with the drawn ones.
final class Samples {
    static final int COUNT = 40;
    private static final int[] SIZES = {64, 80, 96, 128};

    private Samples() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Files.createDirectories(folder);
        for (var sample : all().entrySet()) {
            Files.write(folder.resolve(sample.getKey()), sample.getValue());
        }
    }

    /// The encoded pictures by file name.
    static Map<String, byte[]> all() {
        var logos = Logos.all();
        Map<String, byte[]> samples = new LinkedHashMap<>();
        for (int i = 0; i < COUNT; i++) {
            var logo = logos.get((i * logos.size() + logos.size() / 2) / COUNT);
            var brand = new Color(logo.colour());
            int size = SIZES[i % SIZES.length];
            boolean bright = brand.getRed() + 2 * brand.getGreen() + brand.getBlue() > 800;
            Color ground =
                    switch (i % 3) {
                        case 0 -> bright ? new Color(0x202830) : Color.WHITE;
                        case 1 -> new Color(bright ? 0x303030 : 0xf0e8d8);
                        default -> null;
                    };
            var image = Logos.draw(logo, size, brand, ground);
            samples.put(logo.slug() + "-" + size + ".png", Logos.encoded(image, "png"));
        }
        return samples;
    }
}
