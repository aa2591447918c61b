# The layers of the source tree: no forbidden include, and proof that the check finds one.
add_test(NAME arrows COMMAND ${CMAKE_COMMAND} -DROOT=${PROJECT_SOURCE_DIR} -P ${CMAKE_CURRENT_LIST_DIR}/arrows.cmake)
add_test(NAME arrows.selftest COMMAND ${CMAKE_COMMAND} -DDIRECTORY=${CMAKE_CURRENT_BINARY_DIR}/arrows
                                      -P ${CMAKE_CURRENT_LIST_DIR}/arrows_selftest.cmake)
