"""Names and places for made-up details: common ones, dealt out so that no two splits share any."""

import hashlib
from collections.abc import Sequence

SPLITS = ("train", "validation", "test")
_SHARES = (60, 80, 100)
"""Of a hundred names, those below each number: 60 to training, 20 to validation, 20 to test."""


def _listed(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(","))


GIVEN_NAMES = _listed(
    """
    Aaron, Abigail, Adele, Adrian, Agnes, Alan, Alberto, Alice, Alma, Amara, Amir, Amy, Andre, Angela, Anita,
    Anton, April, Arthur, Audrey, Barbara, Beatrice, Benjamin, Bernard, Bertha, Beverly, Bradley, Brenda, Brian,
    Bruce, Caleb, Carla, Carmen, Cecilia, Celia, Charlotte, Clara, Claude, Colin, Connie, Craig, Cynthia, Daisy,
    Damian, Daniel, Daphne, Darren, Deborah, Denise, Derek, Diana, Dolores, Dominic, Donna, Doreen, Douglas,
    Duncan, Edith, Eduardo, Edwin, Eileen, Elena, Elias, Elise, Ellen, Elsa, Emil, Enrique, Erica, Ernest,
    Estelle, Esther, Ethan, Eugene, Eva, Felix, Fiona, Florence, Floyd, Frances, Franklin, Frieda, Gail,
    Garrett, Geneva, George, Gerald, Gilbert, Gina, Glenn, Gloria, Gordon, Greta, Gustavo, Harold, Harriet,
    Hassan, Hazel, Hector, Helen, Henry, Herbert, Hilda, Howard, Hugo, Ian, Ida, Imani, Ines, Irene, Iris,
    Isaac, Ivan, Ivy, Jacob, Jamal, Janice, Jasper, Jerome, Jocelyn, Joel, Josephine, Joyce, Juanita, Julian,
    Karen, Karl, Katherine, Keith, Kenji, Kurt, Lamar, Laura, Leah, Lena, Leon, Leroy, Lillian, Lionel, Lois,
    Louise, Lucia, Lydia, Mabel, Malcolm, Marcus, Margaret, Marian, Marisol, Martin, Mathilda, Maurice, Melvin,
    Mercedes, Milan, Mildred, Miriam, Monica, Nadia, Naomi, Nathan, Nicole, Nina, Noel, Nora, Norman, Octavia,
    Olga, Oliver, Omar, Oscar, Otto, Pamela, Patricia, Pedro, Percy, Philip, Phyllis, Priya, Rachel, Ralph,
    Ramona, Rashid, Raymond, Rebecca, Regina, Rita, Roberta, Roderick, Roland, Ronald, Rosa, Roy, Ruben, Ruth,
    Salma, Samuel, Sandra, Saul, Sharon, Sheila, Sidney, Silvia, Simon, Sofia, Stanley, Stella, Stuart, Sven,
    Sylvia, Tanya, Teresa, Theodore, Thomas, Tobias, Trevor, Ursula, Valerie, Vera, Victor, Vincent, Viola,
    Virginia, Walter, Wanda, Wesley, Wilma, Winston, Yolanda, Yusuf, Zachary, Zelda, Zoe
    """
)
FAMILY_NAMES = _listed(
    """
    Abbott, Acosta, Adair, Aguilar, Albright, Alvarado, Amato, Anderson, Archer, Armstrong, Arnold, Ashby,
    Atwood, Avery, Baldwin, Banerjee, Barker, Barnett, Bartlett, Bautista, Beaumont, Becker, Benitez, Bennett,
    Berger, Bianchi, Bishop, Blackwell, Blake, Bolton, Bowers, Bradshaw, Brennan, Briggs, Buchanan, Burgess,
    Byrne, Cabrera, Calderon, Callahan, Cameron, Campbell, Cardenas, Carlson, Carmichael, Carver, Castillo,
    Chandler, Chang, Chapman, Chaudhry, Christensen, Clayton, Cochran, Coleman, Connolly, Cordova, Costello,
    Crawford, Cummings, Dalton, Daniels, Davenport, Dawson, Delgado, Dempsey, Diaz, Dixon, Donahue, Dougherty,
    Drake, Duarte, Dunbar, Duncan, Eaton, Eckhart, Edmonds, Eldridge, Ellison, Emerson, Engel, Erickson,
    Espinoza, Everett, Fairbanks, Farrell, Faulkner, Feldman, Ferguson, Figueroa, Fitzgerald, Fleming, Flores,
    Forsyth, Fowler, Franco, Fraser, Friedman, Fuentes, Gallagher, Galloway, Garrison, Gentry, Gibbons, Gilmore,
    Giordano, Goldberg, Gonzales, Goodwin, Grady, Greenwood, Griffith, Grimaldi, Gupta, Guzman, Hadley, Haines,
    Halloran, Hammond, Hansen, Harding, Harmon, Hartman, Hawkins, Hayward, Henderson, Herrera, Hickman, Higgins,
    Hodges, Holloway, Horowitz, Houston, Hubbard, Huang, Ibarra, Ingram, Iverson, Jacobson, Jarvis, Jefferson,
    Jennings, Johansson, Kaminski, Kaplan, Keating, Keller, Kendrick, Kessler, Khoury, Kimball, Kirkland, Klein,
    Knox, Kowalski, Kramer, Lambert, Langley, Larkin, Lattimore, Lawson, Leblanc, Levine, Lindgren, Lockhart,
    Lombardi, Lowell, Lozano, Lynch, Macdonald, Madden, Mahoney, Maldonado, Marchetti, Marquez, Marsden, Mathis,
    Maxwell, Mccarthy, Mcintyre, Medina, Mendoza, Mercer, Meyer, Middleton, Miyamoto, Montoya, Morrison, Moss,
    Murdock, Nakamura, Navarro, Nguyen, Nichols, Nielsen, Norwood, Novak, Oconnor, Odonnell, Okafor, Olsen,
    Ortega, Osborne, Pacheco, Palmer, Parrish, Patel, Pearson, Pennington, Peralta, Petrov, Pickett, Pierce,
    Pollard, Porter, Pratt, Prescott, Quigley, Quintero, Rafferty, Ramirez, Randolph, Reddy, Reynolds, Richmond,
    Rivas, Robbins, Rojas, Romano, Rosenberg, Rossi, Rowland, Rutherford, Salazar, Santiago, Sawyer, Schaefer,
    Schneider, Schultz, Serrano, Shapiro, Sheridan, Silva, Simmons, Sinclair, Singh, Slater, Solomon, Sorensen,
    Spencer, Stafford, Stanton, Steele, Stephens, Stewart, Sutherland, Swanson, Tanaka, Tate, Thornton, Tillman,
    Townsend, Trujillo, Tucker, Underwood, Valdez, Vance, Vargas, Vaughn, Velasquez, Villanueva, Vogel, Wagner,
    Walsh, Warren, Watkins, Weaver, Webster, Weiss, Wheeler, Whitaker, Wilcox, Winslow, Wolfe, Woodard,
    Yamamoto, Yates, Yoder, Zamora, Ziegler, Zimmerman
    """
)
PLACE_STEMS = _listed(
    """
    Alder, Amber, Apple, Ash, Aspen, Autumn, Barley, Bay, Beacon, Bear, Beaver, Birch, Black, Blue, Bramble,
    Bridge, Brook, Buck, Canyon, Cedar, Cherry, Chestnut, Clay, Clear, Cliff, Clover, Copper, Coral, Cotton,
    Crane, Crystal, Cypress, Deer, Dove, Eagle, East, Elk, Elm, Fair, Falcon, Fern, Flint, Forest, Fox, Glen,
    Gold, Granite, Grand, Green, Hazel, Heather, Hill, Holly, Honey, Iron, Ivy, Jasper, Juniper, Lake, Laurel,
    Lime, Linden, Long, Maple, Marsh, Meadow, Mill, Moss, North, Oak, Olive, Orchard, Otter, Palm, Pearl,
    Pebble, Pine, Plum, Pond, Poplar, Prairie, Quail, Raven, Red, River, Rock, Rose, Sage, Salt, Sand, Shell,
    Silver, Slate, South, Spring, Spruce, Stone, Summer, Sun, Swan, Sweet, Thorn, Timber, Valley, Walnut, West,
    White, Wild, Willow, Wind, Winter, Wood, Wren
    """
)
STATES = _listed(
    """
    Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware, Florida, Georgia, Hawaii,
    Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine, Maryland, Massachusetts, Michigan,
    Minnesota, Mississippi, Missouri, Montana, Nebraska, Nevada, New Hampshire, New Jersey, New Mexico, New
    York, North Carolina, North Dakota, Ohio, Oklahoma, Oregon, Pennsylvania, Rhode Island, South Carolina,
    South Dakota, Tennessee, Texas, Utah, Vermont, Virginia, Washington, West Virginia, Wisconsin, Wyoming
    """
)
COUNTRIES = _listed(
    """
    Argentina, Australia, Austria, Bangladesh, Belgium, Bolivia, Brazil, Cambodia, Canada, Chile, China,
    Colombia, Croatia, Cuba, Denmark, Ecuador, Egypt, Ethiopia, Finland, France, Germany, Ghana, Greece,
    Guatemala, Haiti, Honduras, Hungary, India, Indonesia, Iran, Ireland, Israel, Italy, Jamaica, Japan, Kenya,
    Korea, Laos, Lebanon, Mexico, Morocco, Nepal, Nigeria, Norway, Pakistan, Panama, Peru, Poland, Portugal,
    Romania, Russia, Senegal, Somalia, Spain, Sudan, Sweden, Syria, Thailand, Tunisia, Turkey, Ukraine, Uruguay,
    Venezuela, Vietnam
    """
)
PROFESSIONS = _listed(
    """
    accountant, architect, baker, bank teller, barber, bartender, bus driver, butcher, carpenter, cashier, chef,
    electrician, engineer, farmer, firefighter, florist, gardener, graphic designer, hairdresser, high school
    teacher, janitor, journalist, landscaper, lawyer, librarian, locksmith, machinist, mail carrier, mechanic,
    musician, nanny, office manager, painter, paralegal, photographer, pilot, plumber, police officer, real
    estate agent, roofer, sailor, salesman, seamstress, secretary, security guard, social worker, software
    developer, tailor, taxi driver, truck driver, veterinarian, waiter, welder
    """
)
PLACE_ENDINGS = ("ville", "ton", "field", " Falls", "brook", " Springs", "dale", " Grove", "port", "ford")
STREETS = ("Street", "Avenue", "Road", "Lane", "Drive", "Court", "Boulevard")
HOSPITALS = ("{} General Hospital", "{} Medical Center", "{} Memorial Hospital", "{} Regional Hospital", "{} Clinic")
EMPLOYERS = ("{} Foods", "{} Motors", "{} Textiles", "{} School District", "{} Insurance", "{} Airlines", "{} & Sons")


def pool(names: Sequence[str], split: str) -> list[str]:
    """The names that belong to a split: a name's own hash decides, so that pools of one word agree with each other."""
    place = SPLITS.index(split)
    lowest = _SHARES[place - 1] if place else 0
    return [name for name in names if lowest <= _number(name) < _SHARES[place]]


def _number(name: str) -> int:
    return int(hashlib.sha256(name.lower().encode()).hexdigest()[:8], 16) % 100
