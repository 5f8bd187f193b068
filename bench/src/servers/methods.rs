//! Hubs with few and with many methods, to see what it costs to find one.

use axum::Router;
use hubs_runtime::prelude::*;

use super::hub::BenchClient;

/// Hubs whose methods are told apart by their last letters alone, which is the most work; each sends back what it gets.
macro_rules! echoes {
    ($hub:ident, $methods:ident: $($name:ident)+) => {
        #[allow(missing_docs)]
        #[hub(client = BenchClient)]
        pub struct $hub;

        #[allow(missing_docs)]
        #[hub]
        impl $hub {
            $(
                pub fn $name(&self, text: String) -> String {
                    text
                }
            )+
        }

        const $methods: &[&str] = &[$(stringify!($name)),+];
    };
}

echoes! { Few, FEW:
    m000 m001 m002 m003 m004 m005 m006 m007 m008 m009
}

echoes! { Many, MANY:
    m000 m001 m002 m003 m004 m005 m006 m007 m008 m009 m010 m011 m012 m013 m014 m015 m016 m017 m018 m019
    m020 m021 m022 m023 m024 m025 m026 m027 m028 m029 m030 m031 m032 m033 m034 m035 m036 m037 m038 m039
    m040 m041 m042 m043 m044 m045 m046 m047 m048 m049 m050 m051 m052 m053 m054 m055 m056 m057 m058 m059
    m060 m061 m062 m063 m064 m065 m066 m067 m068 m069 m070 m071 m072 m073 m074 m075 m076 m077 m078 m079
    m080 m081 m082 m083 m084 m085 m086 m087 m088 m089 m090 m091 m092 m093 m094 m095 m096 m097 m098 m099
    m100 m101 m102 m103 m104 m105 m106 m107 m108 m109 m110 m111 m112 m113 m114 m115 m116 m117 m118 m119
    m120 m121 m122 m123 m124 m125 m126 m127 m128 m129 m130 m131 m132 m133 m134 m135 m136 m137 m138 m139
    m140 m141 m142 m143 m144 m145 m146 m147 m148 m149 m150 m151 m152 m153 m154 m155 m156 m157 m158 m159
    m160 m161 m162 m163 m164 m165 m166 m167 m168 m169 m170 m171 m172 m173 m174 m175 m176 m177 m178 m179
    m180 m181 m182 m183 m184 m185 m186 m187 m188 m189 m190 m191 m192 m193 m194 m195 m196 m197 m198 m199
    m200 m201 m202 m203 m204 m205 m206 m207 m208 m209 m210 m211 m212 m213 m214 m215 m216 m217 m218 m219
    m220 m221 m222 m223 m224 m225 m226 m227 m228 m229 m230 m231 m232 m233 m234 m235 m236 m237 m238 m239
    m240 m241 m242 m243 m244 m245 m246 m247 m248 m249 m250 m251 m252 m253 m254 m255 m256 m257 m258 m259
    m260 m261 m262 m263 m264 m265 m266 m267 m268 m269 m270 m271 m272 m273 m274 m275 m276 m277 m278 m279
    m280 m281 m282 m283 m284 m285 m286 m287 m288 m289 m290 m291 m292 m293 m294 m295 m296 m297 m298 m299
    m300 m301 m302 m303 m304 m305 m306 m307 m308 m309 m310 m311 m312 m313 m314 m315 m316 m317 m318 m319
    m320 m321 m322 m323 m324 m325 m326 m327 m328 m329 m330 m331 m332 m333 m334 m335 m336 m337 m338 m339
    m340 m341 m342 m343 m344 m345 m346 m347 m348 m349 m350 m351 m352 m353 m354 m355 m356 m357 m358 m359
    m360 m361 m362 m363 m364 m365 m366 m367 m368 m369 m370 m371 m372 m373 m374 m375 m376 m377 m378 m379
    m380 m381 m382 m383 m384 m385 m386 m387 m388 m389 m390 m391 m392 m393 m394 m395 m396 m397 m398 m399
    m400 m401 m402 m403 m404 m405 m406 m407 m408 m409 m410 m411 m412 m413 m414 m415 m416 m417 m418 m419
    m420 m421 m422 m423 m424 m425 m426 m427 m428 m429 m430 m431 m432 m433 m434 m435 m436 m437 m438 m439
    m440 m441 m442 m443 m444 m445 m446 m447 m448 m449 m450 m451 m452 m453 m454 m455 m456 m457 m458 m459
    m460 m461 m462 m463 m464 m465 m466 m467 m468 m469 m470 m471 m472 m473 m474 m475 m476 m477 m478 m479
    m480 m481 m482 m483 m484 m485 m486 m487 m488 m489 m490 m491 m492 m493 m494 m495 m496 m497 m498 m499
}

/// Where each is, and the names of its methods.
pub(crate) const HUBS: [(&str, &[&str]); 2] = [("/few", FEW), ("/many", MANY)];

/// All of [`HUBS`].
pub(crate) fn router() -> Result<Router, hubs_runtime::BuildError> {
    let hubs = HubServer::builder().hub("/few", Few).hub("/many", Many);
    Ok(hubs.build()?.router())
}
